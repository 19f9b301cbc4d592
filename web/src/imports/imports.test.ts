import { expect, test } from 'vitest';
import { type ImportCheck, matchingQuery, stillMissing } from './imports';

const check = {
  known: [
    { id: 'profile.name', required: true },
    { id: 'profile.size', required: true },
    { id: 'profile.city', required: false },
  ],
} as unknown as ImportCheck;

test('nothing is said of the columns while the server is to find them', () => {
  expect(matchingQuery(null)).toEqual({});
});

test('a filling of blanks alone is none', () => {
  const columns = ['profile.name', ''];
  expect(matchingQuery({ columns, fill: { 'profile.size': ' ' } })).toEqual({
    columns: '["profile.name",""]',
  });
  expect(matchingQuery({ columns, fill: { 'profile.size': '中型' } }).fill).toBe(
    '{"profile.size":"中型"}',
  );
});

test('what every row needs comes from a column or from a filling', () => {
  const columns = ['', 'profile.name'];
  expect(stillMissing(check, { columns, fill: {} })).toEqual(['profile.size']);
  expect(stillMissing(check, { columns, fill: { 'profile.size': '中型' } })).toEqual([]);
  expect(stillMissing(check, { columns: [], fill: {} })).toEqual(['profile.name', 'profile.size']);
});
