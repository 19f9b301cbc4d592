import type { RuleTrace } from '../api/shapes';

/** One thing a rule looked at: the same field of many rows is one line. */
export interface Looked {
  path: string; // case.participants.employer_record.size
  rows: boolean;
  values: unknown[];
}

export function gather(inputs: RuleTrace['inputs']): Looked[] {
  const lines = new Map<string, Looked>();
  for (const input of inputs ?? []) {
    const path = input.k.replace(/\[\d+\]/g, '');
    const found = lines.get(path) ?? { path, rows: path !== input.k, values: [] };
    found.values.push(input.v);
    lines.set(path, found);
  }
  return [...lines.values()];
}

/** Equal values together, the most frequent first. */
export function tally(values: unknown[]): { value: unknown; times: number }[] {
  const times = new Map<string, { value: unknown; times: number }>();
  for (const value of values) {
    const key = JSON.stringify(value) ?? '';
    const found = times.get(key);
    if (found) found.times += 1;
    else times.set(key, { value, times: 1 });
  }
  return [...times.values()].sort((a, b) => b.times - a.times);
}
