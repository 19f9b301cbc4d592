import type { Entry } from '../api/shapes';

// Places on the line of a case's history. Entries come the oldest first.

/** The index of the entry that a moment shows: the last one recorded until then; -1 before the first. */
export function indexAt(entries: readonly Pick<Entry, 'at'>[], at: string): number {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return entries.length - 1;
  let found = -1;
  for (const [i, entry] of entries.entries()) if (Date.parse(entry.at) <= moment) found = i;
  return found;
}

/** The nearest index in a direction that `wanted` holds for; the given one when there is none. */
export function step(
  length: number,
  from: number,
  by: 1 | -1,
  wanted: (index: number) => boolean,
): number {
  for (let i = from + by; i >= 0 && i < length; i += by) if (wanted(i)) return i;
  return from;
}

/** An address carries a moment as ?at=, or as ?as_of= where another page put it. */
export function momentOf(query: Record<string, unknown>): string {
  for (const name of ['at', 'as_of']) {
    // "+08:00" reaches us as " 08:00" from whoever did not encode it.
    const text = query[name];
    if (typeof text === 'string' && text) return text.replace(/ (?=\d\d:\d\d$)/, '+');
  }
  return '';
}
