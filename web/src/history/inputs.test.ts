import { expect, test } from 'vitest';
import { gather, tally } from './inputs';

test('the same field of many rows is one line, with equal values counted', () => {
  const lines = gather([
    { k: 'case.plan.expected', v: 800 },
    { k: 'case.participants[1].employer_record.size', v: '小型' },
    { k: 'case.participants[2].employer_record.size', v: '中型' },
    { k: 'case.participants[12].employer_record.size', v: '小型' },
  ]);
  expect(lines.map((line) => [line.path, line.values.length])).toEqual([
    ['case.plan.expected', 1],
    ['case.participants.employer_record.size', 3],
  ]);
  expect(tally(lines[1]!.values)).toEqual([
    { value: '小型', times: 2 },
    { value: '中型', times: 1 },
  ]);
});
