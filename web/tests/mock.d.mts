import type { Workflow } from '../src/api/shapes';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function example(name: string): any;
export function workflows(): Workflow[];
