import type { Problem } from '../api/problem';

// What outboxes have in common: which trouble passes, and that one thing is sent after the other.

/** Temporary trouble: no network, a server that restarts, too many at once. */
export function isPassing(problem: Problem): boolean {
  return [0, 408, 425, 429].includes(problem.status) || problem.status >= 500;
}

/** One at a time, also across tabs where the browser can say so; the keys guard the rest. */
export function turns(name: string): <T>(work: () => Promise<T>) => Promise<T> {
  let line: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const locked = (): Promise<T> =>
      'locks' in navigator ? (navigator.locks.request(name, work) as Promise<T>) : work();
    const turn = line.then(locked, locked);
    line = turn.catch(() => undefined);
    return turn;
  };
}
