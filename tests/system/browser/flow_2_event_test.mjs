// Flow 2: a recruitment event from a list in Excel to a number in annex 1, by the people who do it, at
// the pages where they do it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { act, makeReady, planOf, today } from './event_of_today.mjs';
import { arrive, comeBy } from './visitor.mjs';
import { workbookOf } from './workbook.mjs';

let campus;
let office;
let director;
before(async () => {
    campus = await openCampus();
    office = await arrive(campus, 'wangmin');
    director = await arrive(campus, 'zhoujie');
});
after(async () => {
    await campus?.close();
});

const firms = [
    { name: '海曙流程检验软件有限公司', uscc: '91000000MA00000157' },
    { name: '北仑流程检验装备有限公司', uscc: '91000000MA00JK128U' },
];
const title = '流程检验专场招聘会';
const span = `from=${today()}&to=${today()}`;

/** Does an act of the list 办理 at the page of the case; `fill` types into its form, if it has one. */
async function doAct(who, label, fill = async () => {}) {
    const { page } = who;
    const button = page.locator('.acts').getByRole('button', { name: label, exact: true });
    if (!(await button.isVisible())) await page.locator('.acts summary').first().click();
    await button.click();
    const drawer = page.locator('.act-drawer');
    await drawer.locator('button[type=submit]').waitFor();
    await fill(drawer);
    await drawer.locator('button[type=submit]').click();
    await page.getByRole('status').filter({ hasText: label }).waitFor();
    await who.settled();
}
async function importFirms() {
    const { page } = office;
    await office.go('/employers');
    await page.getByRole('link', { name: '从 Excel 导入' }).click();
    await office.settled();
    await page.locator('input[type=file]').setInputFiles({
        name: '参会企业.xlsx',
        mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        buffer: workbookOf([
            ['企业名称', '统一社会信用代码', '企业规模'],
            ...firms.map((firm) => [firm.name, firm.uscc, '小型']),
            ['合计', '2', ''],
        ]),
    });
    await page.getByText('已按表头的字样对应好').waitFor();
    await page.getByRole('button', { name: '检查', exact: true }).click();
    await page.getByText(/^共 2 行：2 可导入/).waitFor();
    await page.getByRole('button', { name: '下一步：2 行' }).click();
    await page.getByRole('button', { name: '导入 2 行' }).click();
    await page.getByText('已登记 2 家用人单位').waitFor();
    for (const firm of firms) {
        const { items } = await office.ask(`/api/v1/employers?q=${encodeURIComponent(firm.name)}`);
        firm.id = items[0].id;
        const { number } = await office.ask(`/api/v1/cases/${firm.id}`);
        await office.go(`/cases/${number}`);
        await doAct(office, '核验通过', async (drawer) => {
            await drawer.locator('[data-field=method]').getByText('营业执照原件').click();
            const day = drawer.locator('[data-field=checked_on] input');
            await day.fill(today());
            await day.press('Enter');
            for (const field of [
                'licence_valid',
                'not_abnormal',
                'authority_letter',
                'agent_id_seen',
            ])
                await drawer
                    .locator(`[data-field=${field}]`)
                    .getByText('是', { exact: true })
                    .click();
        });
    }
}
async function openEvent() {
    const { page } = office;
    await office.go('/cases/new?workflow=recruitment-event');
    const plan = planOf(title, '');
    const field = (id) => page.locator(`[data-field=${id}]`);
    await field('title').locator('input').fill(title);
    await field('form').locator('select').selectOption(plan.form);
    for (const id of ['starts_at', 'ends_at']) {
        const box = field(id).locator('input');
        await box.fill(plan[id].slice(0, 16).replace('T', ' '));
        await box.press('Enter');
        await page.keyboard.press('Escape');
    }
    await field('venue').locator('input').fill(plan.venue);
    await page.getByRole('button', { name: '下一步' }).click();
    await page
        .getByLabel('从 Excel 粘贴')
        .fill(firms.map((firm) => `${firm.name}\t${firm.uscc}`).join('\n'));
    await page.getByRole('button', { name: '按粘贴的名单添加' }).click();
    await page.getByText('已选 2 家').waitFor();
    await page.getByRole('button', { name: '去核对' }).click();
    await page.getByRole('heading', { name: '按时办理' }).waitFor();
    await page.getByRole('button', { name: '新建活动' }).click();
    await page.waitForURL(/\/cases\/BH-/);
    await office.settled();
    return new URL(page.url()).pathname.split('/').at(-1);
}
const people = async () => {
    const table = await office.ask(`/api/v1/tables/2026.annex1?${span}`);
    return Object.fromEntries(table.cells.map((cell) => [cell.column, cell.value]));
};

test('flow 2: an event from the list in Excel to its number in annex 1, and back down to the case', async () => {
    const { page } = office;
    const earlier = await people();
    await importFirms();
    const number = await openEvent();

    // What is missing is told in words, and approval waits for it.
    const { person } = await office.ask('/api/v1/session');
    const before = await office.ask(`/api/v1/cases/${number}`);
    const lacks = before.decision.requirements.filter(
        (one) => one.gate === 'readiness' && one.applicable && one.blocking && !one.met,
    );
    assert.ok(lacks.length >= 5, 'a new event is not ready');
    await office.go(`/cases/${number}?tab=readiness`);
    await page.getByText(lacks[0].title.zh).first().waitFor();
    const { starts_at, ends_at, title: named, form, venue, ...rest } = planOf(title, person.id);
    assert.ok(starts_at && ends_at && named && form && venue);
    const answer = await page.request.post(`${campus.origin}/api/v1/cases/${number}/acts`, {
        headers: {
            'X-Beihui': '1',
            'If-Match': `"v${before.version}"`,
            'Idempotency-Key': crypto.randomUUID(),
        },
        data: { act: 'edit_plan', data: rest },
    });
    assert.equal(answer.status(), 200, await answer.text());
    await makeReady(office, director, number, firms);

    // The filing: whoever submits it does not approve it.
    await office.go(`/cases/${number}`);
    await doAct(office, '提交备案');
    await director.go(`/cases/${number}`);
    await doAct(director, '同意举办');
    await office.go(`/cases/${number}`);
    await doAct(office, '发布活动');

    // The door.
    await office.go(`/cases/${number}?tab=checkIn`);
    await page.getByLabel('设备放在哪里').fill('大门');
    await page.getByRole('button', { name: '开启签到设备' }).click();
    const link = new URL(await page.locator('input[readonly].code').inputValue());
    const door = await comeBy(campus, 'door', { width: 390 });
    await door.go(link.pathname + link.hash);
    await door.page
        .locator('.firms li', { hasText: firms[0].name })
        .getByRole('button', { name: '到场' })
        .click();
    await door.page.getByRole('tab', { name: '学生计数' }).click();
    for (let i = 0; i < 5; i += 1)
        await door.page.getByRole('button', { name: '毕业生加 5', exact: true }).click();
    await door.page.getByRole('button', { name: '毕业生加 1', exact: true }).click();
    await door.page.getByRole('button', { name: '其他人员加 1', exact: true }).click();
    await door.page.getByText('已全部上传').waitFor();
    await door.leave();
    assert.deepEqual(await people(), earlier, 'nothing counts before the event is held');
    await office.go(`/cases/${number}`);
    await doAct(office, '举办');

    // The results: who did not come, and who signed.
    await act(office, number, 'record_attendance', [{ employer: firms[1].id, attended: false }]);
    await office.go(`/cases/${number}`);
    await doAct(office, '转入跟进');
    await office.go(`/follow-up?case=${number}`);
    const firm = page.locator('.firm', { hasText: firms[0].name });
    await firm.getByLabel('面试人数').fill('9');
    await firm.getByRole('button', { name: '保存' }).click();
    await page.getByText(/已保存/).waitFor();
    await firm.getByRole('button', { name: '登记签约' }).click();
    await firm.getByLabel('学号').fill('2023887101');
    await firm.getByRole('button', { name: '登记 1 份' }).click();
    await page.getByText(/已登记 1 份协议/).waitFor();

    // The number in the annex, and down to the case it comes from.
    const now = await people();
    const more = (column) => now[column] - earlier[column];
    assert.deepEqual(
        ['events', 'smes', 'posts', 'people', 'signed'].map((column) => [column, more(column)]),
        [
            ['events', 1],
            ['smes', 1],
            ['posts', 20],
            ['people', 26],
            ['signed', 1],
        ],
    );
    await office.go(`/tables/2026.annex1?${span}`);
    const cell = page.locator('a[href*="/cells/people"]').first();
    assert.equal((await cell.innerText()).trim(), String(now.people));
    await cell.click();
    await page.waitForURL(/\/cells\/people/);
    await page.getByRole('heading', { name: '参与高校毕业生人数' }).waitFor();
    await office.settled();
    await page.getByRole('tab', { name: '按案卷' }).click();
    await page.getByRole('link', { name: number, exact: true }).click();
    await page.waitForURL(new RegExp(`/cases/${number}`));
    await page.getByRole('heading', { name: title }).waitFor();
    await office.settled();
    await office.leave();
    await director.leave();
});
