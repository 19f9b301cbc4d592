import { expect, test } from 'vitest';
import { example, workflows } from '../../tests/mock.mjs';
import type { Case, Workflow } from '../api/shapes';
import { tabFor, tabsOf } from './tabs';

const flow = (id: string): Workflow => workflows().find((one: Workflow) => one.id === id)!;
const event = (): Workflow => flow('recruitment-event');

test('every form of an event stands under exactly one tab, also one that a pack adds', () => {
  const workflow = event();
  workflow.forms.push({ ...workflow.forms[0]!, id: 'added_by_a_pack' });
  const tabs = tabsOf(example('Case') as Case, workflow);
  const shown = tabs.flatMap((tab) => tab.forms);
  expect([...shown].sort()).toEqual(workflow.forms.map((form) => form.id).sort());
  expect(tabs.find((tab) => tab.forms.includes('added_by_a_pack'))?.id).toBe('forms');
});

test('an address names a tab or a form; an old link to all forms finds the plan', () => {
  const tabs = tabsOf(example('Case') as Case, event());
  expect(tabFor('followUp', tabs).id).toBe('followUp');
  expect(tabFor('postings', tabs).id).toBe('firms');
  expect(tabFor('plan', tabs).id).toBe('place');
  expect(tabFor(undefined, tabs).id).toBe('readiness');
});

test('a case of another kind keeps its forms under one head, a register has no figures', () => {
  const of = example('Case') as Case;
  expect(tabsOf(of, flow('visit')).map((tab) => tab.id)).toContain('forms');
  const register = { ...flow('visit'), register: 'employer' } as Workflow;
  expect(tabsOf(of, register).map((tab) => tab.id)).not.toContain('facts');
});
