import { useQuery } from '@tanstack/vue-query';
import { api, take, takeWhole } from '../api/client';

export function useCondition() {
  return useQuery({
    queryKey: ['condition'],
    queryFn: () => take(api.GET('/api/v1/condition')),
    refetchInterval: 60_000,
  });
}

export interface Answered {
  all: number;
  refused: number; // 4xx: somebody asked for what they may not, or wrongly
  faults: number; // 5xx: ours
  meanMs: number | null;
  slowest: { route: string; meanMs: number } | null;
}

const line = /^beihui_http_requests?_(total|duration_seconds_sum)\{(.*)\} ([\d.e+-]+)$/;

/** What the counters of this node say, as people ask it: how many, how many failed, how long. */
export function readMetrics(text: string): Answered {
  const count = new Map<string, number>();
  const seconds = new Map<string, number>();
  let refused = 0;
  let faults = 0;
  for (const one of text.split('\n')) {
    const found = line.exec(one);
    if (!found) continue;
    const [, kind, labels = '', value] = found;
    const label = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    const route = `${label('method')} ${label('route')}`;
    const number = Number(value);
    const into = kind === 'total' ? count : seconds;
    into.set(route, (into.get(route) ?? 0) + number);
    if (kind !== 'total') continue;
    const status = Number(label('status'));
    if (status >= 500) faults += number;
    else if (status >= 400) refused += number;
  }
  const sum = (of: Map<string, number>): number => [...of.values()].reduce((a, b) => a + b, 0);
  const all = sum(count);
  // A route that was asked a few times only says little about how the system does.
  const slow = [...count]
    .filter(([route, n]) => n >= 5 && route.includes('/api/'))
    .map(([route, n]) => ({ route, meanMs: ((seconds.get(route) ?? 0) / n) * 1000 }))
    .sort((a, b) => b.meanMs - a.meanMs);
  return {
    all,
    refused,
    faults,
    meanMs: all > 0 ? (sum(seconds) / all) * 1000 : null,
    slowest: slow[0] ?? null,
  };
}

export function useMetrics() {
  return useQuery({
    queryKey: ['metrics'],
    queryFn: async () =>
      readMetrics((await takeWhole(api.GET('/metrics', { parseAs: 'text' }))).data as string),
    refetchInterval: 60_000,
  });
}

/** 52,428,800 → "50.0 MB". */
export function sayBytes(bytes: number, locale: string): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })} ${units[unit]}`;
}

/** How long a span is, in its two largest units: days and hours, or hours and minutes. */
export function spanOf(
  fromMs: number,
  toMs: number,
): { days: number; hours: number; minutes: number } {
  const minutes = Math.max(0, Math.floor((toMs - fromMs) / 60_000));
  return {
    days: Math.floor(minutes / 1440),
    hours: Math.floor((minutes % 1440) / 60),
    minutes: minutes % 60,
  };
}

/** A disk that is nearly full stops every act: said early enough to do something about it. */
export function diskState(disk: { free: number; total: number }): 'good' | 'warn' | 'bad' {
  const share = disk.free / disk.total;
  if (disk.free < 1024 ** 3 || share < 0.05) return 'bad';
  return disk.free < 5 * 1024 ** 3 || share < 0.15 ? 'warn' : 'good';
}

/** Entries get their place within a second; what waits for minutes waits for a node that stands. */
export function queueState(
  queue: { entries: number; oldest_at: string | null },
  at: string,
): 'good' | 'bad' {
  if (queue.entries === 0 || !queue.oldest_at) return 'good';
  return Date.parse(at) - Date.parse(queue.oldest_at) > 120_000 ? 'bad' : 'good';
}
