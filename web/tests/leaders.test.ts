import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { Case, CaseLine, TableAnswer, Workflow } from '../src/api/shapes';
import { approvalsOf, nextActs } from '../src/approvals/approvals';
import ApprovalCard from '../src/approvals/ApprovalCard.vue';
import { bareLabel, figuresOf, risksOf, yearBefore } from '../src/brief/brief';
import { mergeRows, mergeValues } from '../src/frame/merge';
import { placesOf } from '../src/frame/places';
import { draftOf } from '../src/parts/fields';
import { byMonth, standingOf } from '../src/visits/mine';
import { i18n, withWords } from '../src/words';
import { example, workflows } from './mock.mjs';

await withWords('leaders');

const all = workflows() as Workflow[];
const flow = (id: string): Workflow => all.find((one) => one.id === id)!;
const line = (more: Partial<CaseLine>): CaseLine => ({
  number: 'BH-1',
  title: '双选会',
  workflow: 'recruitment-event',
  stage: 'filing',
  stage_label: { zh: '备会', en: '' },
  organisation: 'o',
  organisation_name: '学校',
  starts_on: '2026-11-28',
  ends_on: '2026-11-28',
  open_items: 0,
  version: 1,
  changed_at: '2026-11-01T00:00:00+08:00',
  closed: false,
  ...more,
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.innerHTML = '';
});

test('a leader approves events and plans, an officer nothing, whatever else they may do', () => {
  const kinds = (...roles: string[]) =>
    approvalsOf(all, roles).map((one) => `${one.workflow.id} ${one.agree.id} ${one.back.id}`);
  expect(kinds('school_leader').sort()).toEqual([
    'plan-document approve return_draft',
    'recruitment-event approve return_filing',
  ]);
  expect(kinds('employment_officer', 'college_officer', 'leader_secretary')).toEqual([]);
  const event = approvalsOf(all, ['school_leader']).find(
    (one) => one.workflow.id === 'recruitment-event',
  )!;
  expect(nextActs(event).map((one) => one.id)).toContain('publish');
});

test('nobody has more than four places on a phone that are not theirs first', () => {
  const four = (role: string) =>
    placesOf({ roles: [role] })
      .slice(0, 4)
      .map((one) => one.to);
  expect(four('school_leader')).toEqual(['/m/visit', '/m/visits', '/brief', '/m/approvals']);
  expect(four('employment_officer')[0]).toBe('/cases');
});

function card(of: Case) {
  const approval = approvalsOf(all, ['school_leader']).find(
    (one) => one.workflow.id === 'recruitment-event',
  )!;
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:any(.*)*', component: ApprovalCard }],
  });
  return mount(ApprovalCard, {
    props: { of, approval },
    attachTo: document.body,
    global: { plugins: [i18n, router, VueQueryPlugin] },
  });
}
const readyCase = (): Case => {
  const of = example('Case') as Case;
  of.stage = 'filing';
  of.acts = [
    { id: 'approve', label: { zh: '同意举办', en: '' }, form: '', allowed: true, why_not: [] },
    {
      id: 'return_filing',
      label: { zh: '退回修改', en: '' },
      form: '',
      allowed: true,
      why_not: [],
    },
  ];
  return of;
};

test('agreeing says what follows, is asked once more, and sends the version that was read', async () => {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request.clone());
    return Response.json({ ...readyCase(), stage: 'approved', version: 9 });
  });
  const page = card(readyCase());
  expect(page.text()).toContain('同意举办之后');
  expect(page.text()).toContain('发布活动');
  const press = (name: string) =>
    page
      .findAll('button')
      .find((one) => one.text() === name)!
      .trigger('click');
  await press('同意举办');
  expect(asked).toEqual([]);
  await press('同意举办');
  await flushPromises();
  expect(await asked[0]!.json()).toEqual({ act: 'approve' });
  expect(asked[0]!.headers.get('If-Match')).toBe('"v7"');
  expect(page.emitted('decided')).toHaveLength(1);
});

test('a case goes back only with a reason', async () => {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request.clone());
    return Response.json({ ...readyCase(), stage: 'plan', version: 9 });
  });
  const page = card(readyCase());
  await page
    .findAll('button')
    .find((one) => one.text().startsWith('退回修改'))!
    .trigger('click');
  const send = () => page.find('form button[type=submit]');
  expect(send().attributes('disabled')).toBeDefined();
  await page.find('textarea').setValue(' 安全预案缺疏散图 ');
  await page.find('form').trigger('submit');
  await flushPromises();
  expect(await asked[0]!.json()).toEqual({ act: 'return_filing', reason: '安全预案缺疏散图' });
});

test('what is not ready cannot be agreed to, and the card says what is missing', () => {
  const of = readyCase();
  of.acts[0] = {
    ...of.acts[0]!,
    allowed: false,
    why_not: [{ code: 'x', detail: '还没有上传安全预案' }],
  };
  const page = card(of);
  expect(page.text()).toContain('还没有上传安全预案');
  expect(
    page
      .findAll('button')
      .find((one) => one.text() === '同意举办')!
      .attributes('disabled'),
  ).toBeDefined();
});

test('the brief compares with the same days of the year before, and with nothing when nothing was recorded', () => {
  const now = [example('Annex1') as TableAnswer];
  expect(figuresOf(now, [], []).every((one) => one.before === null)).toBe(true);
  const empty = structuredClone(now);
  for (const cell of empty[0]!.cells) cell.value = 0;
  expect(figuresOf(now, empty, []).every((one) => one.before === null)).toBe(true);
  expect(figuresOf(now, now, []).every((one) => one.before === one.value)).toBe(true);
  const first = figuresOf(now, [], [{ title: '举办活动次数', value: 30, unit: '场' }])[0]!;
  expect([first.label, first.planned]).toEqual(['举办活动次数', 30]);
  expect(bareLabel('开展其他就业指导服务 活动数(场次)')).toBe('开展其他就业指导服务活动数');
  expect(bareLabel('签订就业(意向)协议人数 (人)')).toBe('签订就业(意向)协议人数');
  expect(yearBefore('2026-10-01', '2026-12-31', '2026-11-21')).toEqual({
    from: '2025-10-01',
    to: '2025-11-21',
  });
  expect(yearBefore('2028-02-29', '2028-03-01', '2029-01-01').from).toBe('2027-02-28');
});

test('risks: three at the most, what is overdue before what is near, what is ready is none', () => {
  const duty = { ...example('Duties').items[0], overdue: true };
  const risks = risksOf(
    '2026-11-21',
    [duty],
    [
      line({ number: 'far', starts_on: '2026-12-20', open_items: 4 }),
      line({ number: 'ready', starts_on: '2026-11-22' }),
      line({ number: 'near', starts_on: '2026-11-23', open_items: 2 }),
      line({ number: 'today', starts_on: '2026-11-21', open_items: 1 }),
      line({ number: 'held', stage: 'held', starts_on: '2026-11-01', ends_on: '2026-11-01' }),
    ],
    [line({ stage: 'visited', starts_on: '2026-11-01' })],
  );
  expect(risks.map((one) => one.to)).toEqual([
    `/cases/${duty.case.number}`,
    '/cases/today',
    '/cases/near',
  ]);
});

test('a visit counts, or every reason why not is said once', () => {
  const facts = example('CaseFacts');
  expect(standingOf(facts, ['x'])).toEqual({
    counts: ['参与中小企业数量 (家次)', '参与专精特新中小企业数量 (家次)'],
    why: [],
  });
  const none = { facts: [{ ...facts.facts[1] }, { ...facts.facts[1] }] };
  expect(standingOf(none, ['单位尚未登记', '登记参会但没有到会'])).toEqual({
    counts: [],
    why: ['单位尚未登记', '登记参会但没有到会'],
  });
  expect(byMonth([line({}), line({ stage: 'plan' }), line({ stage: 'cancelled' })])[10]).toBe(1);
});

test('fields that only one of two people changed are merged; the same field is left to choose', () => {
  const event = flow('recruitment-event');
  const plan = event.forms.find((one) => one.id === 'plan')!;
  const before = example('Case') as Case;
  const now = structuredClone(before);
  now.data.plan!.venue = '图书馆';
  now.data.plan!.expected = 900;
  const typed = { ...before.data.plan, venue: '体育馆', title: '新名称' };
  const { values, lines } = mergeValues(plan, before, now, typed);
  expect(values).toMatchObject({ venue: '体育馆', expected: 900, title: '新名称' });
  expect(lines.filter((one) => one.both).map((one) => one.field.id)).toEqual(['venue']);
  // Both typed the same: no question.
  expect(
    mergeValues(plan, before, now, { ...before.data.plan, venue: '图书馆' }).lines.some(
      (one) => one.both,
    ),
  ).toBe(false);
});

test('rows: mine over theirs, theirs beside mine, and one that they took out comes back as new', () => {
  const form = flow('visit').forms.find((one) => one.id === 'employers')!;
  const row = (key: string, posts: number) => ({ key, by: 'x', version: 1, employer: key, posts });
  const before = { rows: { employers: [row('e1', 1), row('e2', 2)] } } as unknown as Case;
  const now = { rows: { employers: [row('e1', 5), row('e3', 3)] } } as unknown as Case;
  const typed = before.rows.employers!.map((one) => draftOf(one));
  typed[0]!.now.posts = 9;
  typed[1]!.now.posts = 8;
  typed.push(draftOf(null, { employer: 'e4', posts: 4 }));
  const { rows, lines } = mergeRows(form, before, now, typed);
  expect(rows.map((one) => [one.key, one.now.employer, one.now.posts])).toEqual([
    ['e1', 'e1', 9],
    ['e3', 'e3', 3],
    ['', 'e2', 8],
    ['', 'e4', 4],
  ]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ row: 'e1', mine: 9, theirs: 5, both: true });
});
