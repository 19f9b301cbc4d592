import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { source } from '../../scripts/make_initials.mjs';
import { firmsFor, fitOf } from './initials';

const firm = (name: string, uscc = '') => ({ name, uscc });

test('a firm is found by the first letters of its name, by characters, and by both mixed', () => {
  const name = '云岭低空装备股份有限公司';
  for (const typed of ['yldk', 'YLDK', '云岭', '云ld空', 'dkzb', 'ylkz'])
    expect(fitOf(typed, name), typed).not.toBeNull();
  for (const typed of ['yldq', '岭云', 'z云']) expect(fitOf(typed, name), typed).toBeNull();
});

test('a character that is read in two ways is found by either', () => {
  for (const typed of ['xm', 'sm']) expect(fitOf(typed, '厦门港务'), typed).toBe(0);
  for (const typed of ['cqzg', 'zqzg']) expect(fitOf(typed, '重庆重工'), typed).toBe(0);
});

test('brackets, blanks, width and characters that no table knows do not get in the way', () => {
  expect(fitOf('ztqj', '松涛（情景示例）机电')).toBeNull();
  expect(fitOf('stqjsljd', '松涛（情景示例）机电')).toBe(0);
  expect(fitOf('ａｂ', 'AB 科技')).toBe(0);
  expect(fitOf('𠮷x', '𠮷祥实业')).toBe(0);
  expect(fitOf('', '任何公司')).toBe(0);
});

test('a name that begins with what was typed comes before one that holds it; a code finds its firm', () => {
  const all = [firm('杭州听潮传感'), firm('听潮科技', '91330100MA2CDE1234'), firm('天成传媒')];
  expect(firmsFor('tc', all, 5).map((one) => one.name)).toEqual([
    '听潮科技',
    '天成传媒',
    '杭州听潮传感',
  ]);
  expect(firmsFor('ma2cde', all, 5).map((one) => one.name)).toEqual(['听潮科技']);
  expect(firmsFor('tc', all, 1)).toHaveLength(1);
});

test('the table of readings is what its source says', () => {
  expect(readFileSync('src/visits/initials.table.ts', 'utf8')).toBe(source());
});
