import { weekdayOf } from '../parts/time';

interface Day {
  date: string;
}

/** Twelve months as weeks from Monday to Sunday; null where a week begins or ends in another month. */
export function monthsOf<D extends Day>(year: number, days: D[]): (D | null)[][][] {
  return Array.from({ length: 12 }, (_, month) => {
    const prefix = `${year}-${String(month + 1).padStart(2, '0')}-`;
    const own = days.filter((one) => one.date.startsWith(prefix));
    const lead = own.length > 0 ? (weekdayOf(own[0]!.date) + 6) % 7 : 0;
    const cells: (D | null)[] = [...Array.from({ length: lead }, () => null), ...own];
    while (cells.length % 7 !== 0) cells.push(null);
    return Array.from({ length: cells.length / 7 }, (_each, week) =>
      cells.slice(week * 7, week * 7 + 7),
    );
  });
}
