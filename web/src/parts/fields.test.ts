import { expect, test } from 'vitest';
import type { Field, Form } from '../api/shapes';
import { changedFields, changedRows, draftOf, readValue } from './fields';

function field(id: string, type: Field['type'], more: Partial<Field> = {}): Field {
  return {
    id,
    type,
    label: { zh: id, en: '' },
    hint: { zh: '', en: '' },
    required: false,
    personal: false,
    of: [],
    min: null,
    max: null,
    unit: '',
    reopens: '',
    clause: '',
    ...more,
  };
}
function form(key: string, ...fields: Field[]): Form {
  return { id: 'f', label: { zh: 'f', en: '' }, rows: key !== '', key, fields, schema: {} };
}
const plan = form('', field('title', 'text'), field('expected', 'integer'), field('note', 'note'));

test('only what changed is sent, and an emptied field is cleared with null', () => {
  const before = { title: '双选会', expected: 800 };
  expect(changedFields(plan, before, { ...before, expected: 1200 })).toEqual({ expected: 1200 });
  expect(changedFields(plan, before, { ...before, title: '' })).toEqual({ title: null });
  expect(changedFields(plan, {}, { title: '' })).toEqual({});
});

test('a personal value that may not be seen is never sent back', () => {
  const before = { note: { masked: true } };
  expect(changedFields(plan, before, { note: { masked: true } })).toEqual({});
});

test('rows are sent with the field that tells them apart, removed ones by key', () => {
  const guests = form('employer', field('employer', 'employer'), field('booths', 'integer'));
  const kept = draftOf({ key: 'e1', by: 'p', version: 3, employer: 'e1', booths: 1 });
  const gone = draftOf({ key: 'e2', by: 'p', version: 3, employer: 'e2' });
  const fresh = draftOf(null, { employer: 'e3' });
  kept.now.booths = 2;
  gone.removed = true;
  expect(changedRows(guests, [kept, gone, fresh])).toMatchObject({
    rows: [{ key: 'e1', booths: 2 }, { employer: 'e3' }],
    remove: ['e2'],
  });
});

test('a row about a graduate keeps its person when the number is hidden', () => {
  const checkIns = form('graduate', field('graduate', 'graduate'), field('cohort', 'integer'));
  const row = draftOf({ key: 'pseudonym', by: 'p', version: 1, graduate: { masked: true } });
  row.now.cohort = 2026;
  expect(changedRows(checkIns, [row]).rows).toEqual([{ key: 'pseudonym', cohort: 2026 }]);
});

test('rows that the server numbers are told apart by their key', () => {
  const postings = form('', field('title', 'text'));
  const row = draftOf({ key: '7', by: 'p', version: 1, title: '旧' });
  row.now.title = '新';
  expect(changedRows(postings, [row]).rows).toEqual([{ title: '新', key: '7' }]);
});

test('a value is read in words: choices, names, units', () => {
  const with_ = {
    locale: 'zh-CN',
    t: (key: string) => key,
    say: (words: { zh: string }) => words.zh,
    employers: { e1: { name: '云岭低空', uscc: '', srdi: true, size: '', status: 'verified' } },
    people: {},
    documents: [],
  };
  expect(readValue(field('e', 'employer'), 'e1', with_)).toBe('云岭低空');
  expect(readValue(field('n', 'integer', { unit: '人次' }), 1200, with_)).toBe('1,200 人次');
  expect(readValue(field('y', 'integer', { min: 2000, max: 2100 }), 2026, with_)).toBe('2026');
  expect(readValue(field('n', 'note'), { erased: true }, with_)).toBe('field.hidden');
});
