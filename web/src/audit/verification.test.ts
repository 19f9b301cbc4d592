import { expect, test } from 'vitest';
import { useVerification } from './verification';

const at = '2026-06-30T18:00:00+08:00';
const scope = {
  organisation: '',
  workflow: '',
  q: '',
  from: '',
  to: '',
  corrected: false,
  overdue: false,
};
const page = (cases: number, next: string, broken: string[] = []) => ({
  run: {
    id: 'r1',
    begun_at: at,
    finished_at: null,
    by: { key: 'k', name: '尹强' },
    scope,
    cases,
    entries: cases * 3,
    broken: broken.length,
    tip: `tip before ${next}`,
    outcome: 'unfinished' as const,
  },
  page: {
    total: 60,
    cases,
    entries: cases * 3,
    hidden: 1,
    erased: 0,
    documents: 2,
    broken: broken.map((number) => ({ number, title: number, faults: [] })),
    checked_at: at,
    next_cursor: next,
  },
});

test('goes from page to page, adds up what was checked, and keeps what does not hold', async () => {
  const asked: string[] = [];
  const answers = [page(25, 'b'), page(25, 'c', ['BH-1']), page(10, '')];
  const { run, begin } = useVerification(async (filter, id) => {
    asked.push(`${filter.q} ${id}`);
    return answers[asked.length - 1]!;
  });
  await begin({ q: '双选会' });
  expect(asked).toEqual(['双选会 ', '双选会 r1', '双选会 r1']);
  expect([run.state, run.cases, run.entries, run.total]).toEqual(['done', 60, 180, 60]);
  expect(run.broken.map((one) => one.number)).toEqual(['BH-1']);
  expect(run.tip).toBe('tip before ');
});

test('goes on where the network failed, without counting anything twice', async () => {
  const answers: (() => ReturnType<typeof page>)[] = [
    () => page(25, 'b'),
    () => {
      throw new Error('offline');
    },
    () => page(5, ''),
  ];
  let n = 0;
  const { run, begin, goOn } = useVerification(async () => answers[n++]!());
  await begin({});
  expect([run.state, run.cases]).toEqual(['stopped', 25]);
  expect(run.failure).toBeInstanceOf(Error);
  await goOn();
  expect([run.state, run.cases, run.failure]).toEqual(['done', 30, null]);
});

test('what was stopped adds nothing any more, also when an answer comes late', async () => {
  let answer: (value: ReturnType<typeof page>) => void = () => {};
  const { run, begin, stop } = useVerification(() => new Promise((resolve) => (answer = resolve)));
  const begun = begin({});
  stop();
  answer(page(25, ''));
  await begun;
  expect([run.state, run.cases]).toEqual(['stopped', 0]);
});
