import { expect, test } from 'vitest';
import type { Case, Workflow } from '../api/shapes';
import { example, workflows } from '../../tests/mock.mjs';
import { candidatesOf } from './candidates';

const flow: Workflow = workflows().find((one: Workflow) => one.id === 'recruitment-event')!;
const form = (id: string) => flow.forms.find((one) => one.id === id)!;

test('reviews are called for by postings, lists handed out by participants', () => {
  const of = example('Case') as Case;
  of.rows.postings = [{ key: 'P-09', by: 'p', version: 1, number: 'P-09' }];
  of.rows.participants = [{ key: 'e1', by: 'p', version: 1, employer: 'e1' }];
  expect(candidatesOf(form('reviews'), flow.forms, of).map((one) => one.key)).toEqual(['P-09']);
  expect(candidatesOf(form('handouts'), flow.forms, of).map((one) => one.key)).toEqual(['e1']);
  expect(candidatesOf(form('check_ins'), flow.forms, of)).toEqual([]);
});
