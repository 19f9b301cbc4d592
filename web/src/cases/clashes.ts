import type { AgendaItem } from '../calendar/agenda';

/** Where and when something is to be held. */
export interface Held {
  starts: string; // instants
  ends: string;
  venue: string;
}

/** A venue as people mean it: blanks, width and case make no other place. */
const plain = (venue: string): string => venue.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

/** The events that take the same venue at the same time; one may begin when another ends. */
export function clashesOf(items: readonly AgendaItem[], wanted: Held): AgendaItem[] {
  const venue = plain(wanted.venue);
  const from = Date.parse(wanted.starts);
  const to = Date.parse(wanted.ends);
  if (!venue || !(from < to)) return [];
  return items.filter(
    (one) =>
      one.layer === 'event' &&
      !one.cancelled &&
      plain(one.venue ?? '') === venue &&
      one.starts_at &&
      Date.parse(one.starts_at) < to &&
      Date.parse(one.ends_at ?? one.starts_at) > from,
  );
}
