// Times as people read them. The server speaks Beijing time; so does every page, wherever the
// browser stands.

const beijing = 'Asia/Shanghai';

function parts(instant: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: beijing,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return Object.fromEntries(format.formatToParts(new Date(instant)).map((p) => [p.type, p.value]));
}

/** The day in Beijing of an instant, 2026-05-20; of now when none is given. */
export function dayOf(instant: string = new Date().toISOString()): string {
  const p = parts(instant);
  return `${p.year}-${p.month}-${p.day}`;
}

export function clockOf(instant: string): string {
  const p = parts(instant);
  return `${p.hour}:${p.minute}`;
}

/** 2026-05-20T09:00:00 in Beijing: what a date-time control shows. */
export function wallOf(instant: string): string {
  return `${dayOf(instant)}T${clockOf(instant)}:00`;
}

/** The instant of a wall time in Beijing. */
export function instantOf(wall: string): string {
  return `${wall}+08:00`;
}

export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
}

export function daysBetween(a: string, b: string): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / 86_400_000);
}

export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

function dayFormat(locale: string, options: Intl.DateTimeFormatOptions) {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
}

/** 5月20日（周三）; with the year when it is not this one. */
export function sayDay(day: string, locale: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  const year = day.slice(0, 4) === dayOf().slice(0, 4) ? undefined : ('numeric' as const);
  const text = dayFormat(locale, {
    year,
    month: locale === 'en' ? 'short' : 'long',
    day: 'numeric',
  }).format(date);
  const week = dayFormat(locale, { weekday: 'short' }).format(date);
  return locale === 'en' ? `${week}, ${text}` : `${text}（${week}）`;
}

/**
 * A due instant. It is half-open, so midnight is the end of the day before: 4月30日（周四）24:00.
 */
export function sayDue(instant: string, locale: string): string {
  const clock = clockOf(instant);
  if (clock === '00:00') return `${sayDay(addDays(dayOf(instant), -1), locale)} 24:00`;
  return `${sayDay(dayOf(instant), locale)} ${clock}`;
}

export function sayInstant(instant: string, locale: string): string {
  return `${sayDay(dayOf(instant), locale)} ${clockOf(instant)}`;
}

/** 5月20日 09:00—16:30, or two days when it lasts longer. */
export function saySpan(from: string | null, to: string | null, locale: string): string {
  if (!from) return '';
  if (!to || to === from) return sayDay(from, locale);
  return `${sayDay(from, locale)} — ${sayDay(to, locale)}`;
}
