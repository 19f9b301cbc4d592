import type { Plugin } from 'vite';
export function visitWorker(): Plugin;
