import { uuid } from '../api/client';

// A random number that tells this browser from another, so that it is counted once an event. It says
// nothing about whose it is; whoever clears the browser is another one.

const kept = 'beihui.browser';

export function browserNumber(): string {
  const fresh = uuid().replaceAll('-', '');
  try {
    const before = localStorage.getItem(kept);
    if (before && /^[0-9a-f]{32}$/.test(before)) return before;
    localStorage.setItem(kept, fresh);
  } catch {
    // counted all the same; a second time, too
  }
  return fresh;
}
