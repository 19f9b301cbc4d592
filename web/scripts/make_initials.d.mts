export function table(): { single: string; several: string };
export function source(): string;
