import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { defineComponent, h, type Component } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import OtherSystems from '../src/account/OtherSystems.vue';
import type { Case, Field, TableAnswer, Workflow } from '../src/api/shapes';
import ActDrawer from '../src/cases/ActDrawer.vue';
import ActList from '../src/cases/ActList.vue';
import ReadinessBoard from '../src/cases/ReadinessBoard.vue';
import FieldInput from '../src/parts/FieldInput.vue';
import RefusalPanel from '../src/parts/RefusalPanel.vue';
import PrintedTable from '../src/tables/PrintedTable.vue';
import { i18n, withWords } from '../src/words';
import { example, workflows } from './mock.mjs';

await withWords(['cases', 'trace', 'office', 'studio']);

const drawer = defineComponent({
  setup:
    (_props, { slots }) =>
    () =>
      h('div', [slots.default?.(), slots.footer?.()]),
});
const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: '/:any(.*)*', component: drawer }],
});

function show(component: Component, props: Record<string, unknown>) {
  return mount(component, {
    props,
    attachTo: document.body,
    global: { plugins: [i18n, router, VueQueryPlugin], stubs: { ElDrawer: drawer } },
  });
}

/** Answers requests in the order given; keeps what was asked. */
function server(...answers: [number, unknown][]) {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    if (request.url.includes('/organisations') || request.url.includes('/packs'))
      return Response.json({ items: [] });
    asked.push(request.clone());
    const [status, body] = answers.shift() ?? [500, {}];
    return Response.json(body, { status });
  });
  return asked;
}
// jsdom has no layout.
Element.prototype.scrollIntoView = () => undefined;
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.innerHTML = '';
});

const event = (): Workflow => workflows().find((one: Workflow) => one.id === 'recruitment-event')!;

test('a refusal lists every reason with its clause in words, the way out and who can mend it', async () => {
  const page = show(RefusalPanel, { problem: example('Refused') });
  expect(page.text()).toContain('还没有上传安全许可决定书');
  expect(page.text()).toContain('宁波海曙软件有限公司的资质还没有核验');
  expect(page.text()).toContain('由保卫处向公安机关申请许可');
  expect(page.text()).toContain('由 保卫处 办理');
  await page.findAll('button[aria-expanded]')[0]!.trigger('click');
  expect(page.text()).toContain('要认真落实校园招聘“备会制度”');
});

test('the readiness board counts what is missing and marks unconfirmed readings', () => {
  const page = show(ReadinessBoard, { of: example('Case'), workflow: event(), canTick: true });
  expect(page.find('h2').text()).toBe('还差 4 项');
  expect(page.text()).toContain('缺省口径，尚无人确认');
  expect(page.text()).toContain('岗位 P-02 还没有第二人审核');
  const ready = example('Case') as Case;
  ready.readiness = { met: true, open: 0, total: 6 };
  expect(
    show(ReadinessBoard, { of: ready, workflow: event(), canTick: true }).find('h2').text(),
  ).toBe('可以举办');
});

test('an act that is not allowed is not silently grey: it says why', async () => {
  const of = example('Case') as Case;
  const page = show(ActList, { acts: of.acts, workflow: event(), stage: of.stage });
  const blocked = page.findAll('button').find((one) => one.text().includes('同意举办'))!;
  expect(blocked.attributes('disabled')).toBeUndefined();
  await blocked.trigger('click');
  expect(page.text()).toContain('只有就业办主任可以办理');
});

test('an act sends only what changed, with the version read and a key', async () => {
  const asked = server([200, { ...example('Case'), version: 8 }]);
  const flow = event();
  flow.acts.find((one) => one.id === 'edit_plan')!.shows_due_times = false;
  const page = show(ActDrawer, { of: example('Case'), workflow: flow, act: 'edit_plan' });
  await page.find('[data-field="venue"] input').setValue('体育馆');
  await page.find('form').trigger('submit');
  await flushPromises();
  expect(await asked[0]!.json()).toEqual({ act: 'edit_plan', data: { venue: '体育馆' } });
  expect(asked[0]!.headers.get('If-Match')).toBe('"v7"');
  expect(asked[0]!.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
  expect(asked[0]!.headers.get('X-Beihui')).toBe('1');
  expect(page.emitted('done')).toHaveLength(1);
});

test('due times before and after are shown before anything is saved', async () => {
  const asked = server([200, example('ActPreview')]);
  const page = show(ActDrawer, { of: example('Case'), workflow: event(), act: 'edit_plan' });
  await page.find('[data-field="expected"] input').setValue('1500');
  await page.find('form').trigger('submit');
  await flushPromises();
  expect(asked[0]!.url).toContain('preview=true');
  expect(page.text()).toContain('需要重新备会和批准');
  expect(page.text()).toContain('4月29日');
  expect(page.emitted('done')).toBeUndefined();
});

test('when somebody else changed the case, what was typed stays and clashes are shown', async () => {
  const theirs = example('Case') as Case;
  theirs.version = 8;
  theirs.data.plan!.venue = '图书馆报告厅';
  theirs.data.plan!.expected = 900;
  const asked = server([412, example('Stale')], [200, theirs], [200, { ...theirs, version: 9 }]);
  const flow = event();
  flow.acts.find((one) => one.id === 'edit_plan')!.shows_due_times = false;
  const page = show(ActDrawer, { of: example('Case'), workflow: flow, act: 'edit_plan' });
  await page.find('[data-field="venue"] input').setValue('体育馆');
  await page.find('form').trigger('submit');
  await flushPromises();
  expect(page.find('.merge h3').text()).toContain('李强');
  expect(page.find('.merge h3').text()).toContain('14:36 改过这份案卷');
  const rows = page.findAll('.merge tbody tr').map((row) => row.findAll('th, td'));
  const cells = rows.map((row) =>
    row.map((cell) => (cell.find('span').exists() ? cell.find('span').text() : cell.text())),
  );
  expect(cells).toContainEqual(['举办地点', '体育馆', '图书馆报告厅', '体育馆']);
  expect(cells).toContainEqual(['预计人数（每场次）', '没有改', '900 人次', '900 人次']);
  const venue = page.find<HTMLInputElement>('[data-field="venue"] input');
  expect(venue.element.value).toBe('体育馆');
  expect(page.text()).toContain('图书馆报告厅');
  await page.find('form').trigger('submit');
  await flushPromises();
  expect(asked[2]!.headers.get('If-Match')).toBe('"v8"');
  expect(await asked[2]!.json()).toEqual({ act: 'edit_plan', data: { venue: '体育馆' } });
});

test('a fault of the form stands at its field', async () => {
  server([422, example('InvalidForm')]);
  const flow = event();
  flow.acts.find((one) => one.id === 'edit_plan')!.shows_due_times = false;
  const page = show(ActDrawer, { of: example('Case'), workflow: flow, act: 'edit_plan' });
  await page.find('[data-field="expected"] input').setValue('0');
  await page.find('form').trigger('submit');
  await flushPromises();
  expect(page.find('[data-field="expected"] [role="alert"]').text()).toContain('应为 1 至 200000');
});

const kinds = [
  ...new Set(
    workflows().flatMap((one: Workflow) => one.forms.flatMap((f) => f.fields.map((x) => x.type))),
  ),
];
test.each(kinds)('a field of type %s has a control and a name', (type) => {
  server();
  const field = workflows()
    .flatMap((one: Workflow) => one.forms)
    .flatMap((one: Workflow['forms'][number]) => one.fields)
    .find((one: Field) => one.type === type)!;
  const documents = (example('Case') as Case).documents;
  const page = show(FieldInput, { field, documents, modelValue: undefined });
  expect(page.find('.name').text()).toContain(field.label.zh);
  if (type !== 'circulars')
    expect(page.findAll('input, select, textarea, .el-select').length).toBeGreaterThan(0);
});

// 2026/附件1 and 2026/附件2: the sheet must read as printed.
test.each(['Annex1', 'Annex2'])('%s stands as the circular prints it', (name) => {
  const answer = example(name) as TableAnswer;
  const page = show(PrintedTable, { answer, opened: '' });
  expect(page.find('.annex').text()).toBe(answer.table.annex);
  expect(page.find('h1').text()).toBe(answer.table.title);
  expect(page.find('.by').text()).toBe(answer.table.filled_by);
  expect(page.find('.note-line').text()).toBe(answer.table.note);
  expect(page.findAll('th').map((one) => one.text().replace(/\s*[?✓]$/, ''))).toEqual(
    answer.cells.map((cell) => cell.label),
  );
  expect(page.findAll('td').map((one) => one.text())).toEqual(
    answer.cells.map((cell) => String(cell.value)),
  );
});

test('the sign-in page offers the other systems and says why the last sign-in was refused', async () => {
  const campus = { id: 'campus', name: { zh: '统一身份认证', en: 'Campus sign-in' } };
  const refused = { ...example('Refused'), status: 403, detail: '没有账号关联到您', errors: [] };
  const asked = server([200, { items: [campus] }], [403, refused]);
  await router.push('/sign-in?refused=identity_unknown');
  const page = show(OtherSystems, { to: '/cases?stage=filing' });
  await flushPromises();
  const link = page.get('a.button');
  expect(link.text()).toBe('统一身份认证');
  expect(link.attributes('href')).toBe('/api/v1/sign-in/campus/begin?to=%2Fcases%3Fstage%3Dfiling');
  expect(page.get('[role=alert]').text()).toContain('没有账号关联到您');
  expect(asked.map((one) => new URL(one.url).pathname)).toEqual([
    '/api/v1/sign-in/providers',
    '/api/v1/sign-in/refusal',
  ]);
});

test('the sign-in page shows nothing more where no other system is connected', async () => {
  server([200, { items: [] }]);
  await router.push('/sign-in');
  const page = show(OtherSystems, { to: null });
  await flushPromises();
  expect(page.text()).toBe('');
});
