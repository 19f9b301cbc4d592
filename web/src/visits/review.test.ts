import { expect, test } from 'vitest';
import { example } from '../../tests/mock.mjs';
import type { Case } from '../api/shapes';
import { actsFor, lacksFirm, missingOf, searchesFor } from './review';

function visit(data: object): Case {
  const of = example('Case') as Case;
  of.data = { visit: data as Record<string, unknown> };
  of.rows = { posts: [], employers: [] };
  const basis = { ...of.decision.requirements[0]!.basis, rule: 'visits.annex2' };
  of.decision.requirements = [
    {
      ...of.decision.requirements[0]!,
      basis,
      gate: 'reporting',
      applicable: true,
      blocking: true,
      met: false,
      missing: ['“乙工作室”尚未登记到用人单位库'],
    },
  ];
  return of;
}
const none = { employer: '', topics: null, posts: [] };

test('a firm typed by name is put in place of the name, then its posts, then the record is complete', () => {
  const of = visit({ employer_typed: '乙工作室', topics: ['岗位人才需求'] });
  expect(lacksFirm(of)).toBe(true);
  expect(missingOf(of, none)).toHaveLength(1);
  const completing = {
    employer: 'e1',
    topics: null,
    posts: [
      { title: ' 工程师 ', openings: 5, kind: '就业' },
      { title: '', openings: 3, kind: '就业' },
    ],
  };
  expect(missingOf(of, completing)).toEqual([]);
  expect(actsFor(of, completing)).toEqual([
    { act: 'edit_visit', data: { employer: 'e1', employer_typed: null } },
    {
      act: 'record_posts',
      data: {
        rows: [{ number: 'G1', employer: 'e1', title: '工程师', openings: 5, kind: '就业' }],
      },
    },
    { act: 'complete' },
  ]);
});

test('a record that lacks nothing is one act', () => {
  expect(actsFor(visit({ employer: 'e1', topics: ['岗位人才需求'] }), none)).toEqual([
    { act: 'complete' },
  ]);
});

test('the register is asked for the name without its remarks, then for less and less of it', () => {
  expect(searchesFor('临平禾下土农业（演示）')).toEqual(['临平禾下土农业', '临平禾下', '临平']);
  expect(searchesFor('A')).toEqual([]);
});
