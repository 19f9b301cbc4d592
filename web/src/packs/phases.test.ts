import { expect, test } from 'vitest';
import { chosenByHand, packsOn } from './phases';

const year = [{ from: '2026-04-01', to: '2026-12-31' }];
const packs = [
  { pack: 'circular', phases: year, extends: [] },
  { pack: 'local', phases: year, extends: ['circular'] },
];

test('an overlay is not chosen by hand, since it comes with its base', () => {
  expect(chosenByHand(packs).map((pack) => pack.pack)).toEqual(['circular']);
  expect(packsOn('2026-05-01', packs)).toEqual(['circular']);
});

test('a circular is proposed from its first day to its last', () => {
  expect(packsOn('2026-03-31', packs)).toEqual([]);
  expect(packsOn('2026-04-01', packs)).toEqual(['circular']);
  expect(packsOn('2026-12-31', packs)).toEqual(['circular']);
  expect(packsOn('2027-01-01', packs)).toEqual([]);
});

test('the latest circular stands first', () => {
  const old = { pack: 'old', phases: [{ from: '2019-03-01', to: '2019-06-10' }], extends: [] };
  expect(chosenByHand([old, ...packs]).map((pack) => pack.pack)).toEqual(['circular', 'old']);
});
