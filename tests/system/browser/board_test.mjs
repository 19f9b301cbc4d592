// The board of the day: four numbers, the cases that press first, and what blocks each.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

const tile = (page, id) => page.locator(`[data-tile=${id}]`);
const fault = {
    status: 500,
    contentType: 'application/problem+json',
    body: JSON.stringify({
        type: '/problems/internal_error',
        title: '系统出错',
        status: 500,
        detail: '请稍后再试。',
        code: 'internal_error',
        trace_id: '7f3a51c09be24d0f',
    }),
};

test('the board lists what presses first and says what blocks it by which clause', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    const board = await who.ask('/api/v1/board');
    await who.go('/board');
    const hrefs = await page
        .locator('a.line')
        .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    assert.deepEqual(
        hrefs,
        board.items.map((one) => `/cases/${one.number}`),
    );
    const blocked = board.items.find((one) => one.blocker);
    const line = page.locator(`a.line[href="/cases/${blocked.number}"]`);
    assert.match(await line.innerText(), /卡住：/);
    assert.ok((await line.innerText()).includes(blocked.blocker.clause));
    assert.match(await line.innerText(), new RegExp(`还差 ${blocked.open_items} 项`));
    assert.equal(await page.locator('[data-tile]').count(), 4);
    await who.inspect('board');
    // The tile of today leads to what is blocked, and every filter stands in the address.
    await tile(page, 'must').click();
    await page.waitForURL(/blocked=1/);
    assert.equal(await page.getByLabel('只看卡住').isChecked(), true);
    await page.waitForFunction(
        (many) => document.querySelectorAll('a.line').length === many,
        board.items.filter((one) => one.open_items > 0).length,
    );
    await page.locator('select:has(option[value=reported])').selectOption('reported');
    await page.getByText(`没有符合条件的案卷；不筛选有 ${board.items.length} 个`).waitFor();
    await who.inspect('filtered');
    await page.getByRole('button', { name: '清除筛选' }).click();
    await page
        .locator('a.line')
        .nth(board.items.length - 1)
        .waitFor();
    assert.equal(new URL(page.url()).search, '?workflow=recruitment-event');
    await page.getByLabel('负责人').selectOption({ index: 1 });
    await page.waitForURL(/owner=/);
    await who.leave();
});

test('a card that is dropped elsewhere stays, and what is missing opens', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    const board = await who.ask('/api/v1/board');
    const planned = board.items.find((one) => one.stage === 'plan' && one.open_items > 0);
    await who.go('/board?view=board');
    assert.equal(await page.locator('[data-column]').count(), 5);
    const card = page
        .locator('[data-column=plan] .item')
        .filter({ has: page.locator(`a[href="/cases/${planned.number}"]`) });
    await who.inspect('columns');
    await card.dragTo(page.locator('[data-column=held]'));
    const dialog = page.getByRole('dialog', { name: '还差什么' });
    await dialog.getByText('阶段由办理结果决定，不能拖动改变').waitFor();
    await dialog.locator('.requirements li').first().waitFor();
    await who.inspect('missing');
    assert.equal((await who.ask(`/api/v1/cases/${planned.number}`)).stage, 'plan');
    await dialog.getByRole('button', { name: '关闭' }).click();
    assert.equal(await card.count(), 1, 'it stands where it stood');
    // The keyboard reaches the same.
    await card.getByRole('button', { name: /还差/ }).press('Enter');
    await dialog.getByRole('link', { name: '打开案卷' }).click();
    await page.waitForURL((url) => url.pathname === `/cases/${planned.number}`);
    await who.leave();
});

test('a number that cannot be read hides neither the others nor the list', async () => {
    const who = await arrive(campus, 'wangmin', { expected: [500] });
    const { page } = who;
    let broken = true;
    await page.route('**/api/v1/agenda*', (route) =>
        broken ? route.fulfill(fault) : route.continue(),
    );
    await page.goto(`${campus.origin}/board`);
    await tile(page, 'week').getByText('没有读到').waitFor({ timeout: 30_000 });
    assert.ok((await page.locator('a.line').count()) > 0);
    assert.equal(await page.locator('a[data-tile=must]').count(), 1);
    await who.inspect('a tile failed');
    broken = false;
    await tile(page, 'week').getByRole('button', { name: '再读一次' }).click();
    await page.locator('a[data-tile=week]').waitFor();
    await who.leave();
});

test('on a phone the board is tiles and cards, its filters folded', async () => {
    const who = await arrive(campus, 'wangmin', { width: 390 });
    const { page } = who;
    await who.go('/board');
    await page.locator('a.line').first().waitFor();
    assert.equal(await page.getByLabel('只看卡住').isVisible(), false);
    await page.getByText('筛选', { exact: true }).click();
    await page.getByLabel('只看卡住').check();
    await page.waitForURL(/blocked=1/);
    await who.inspect('phone');
    await page.getByRole('button', { name: '看板' }).click();
    await page.locator('[data-column]').first().waitFor();
    await who.inspect('phone columns');
    await page.getByRole('button', { name: '日历', exact: true }).click();
    await page.waitForURL(/view=calendar/);
    await who.settled();
    await who.inspect('phone month');
    await who.leave();
});

test('a new event shows its day, what takes the venue, firms by letters and by paste, and what is due', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    const day = (at) => new Date(at + 8 * 3600_000).toISOString().slice(0, 10);
    const now = Date.now();
    const { items } = await who.ask(
        `/api/v1/agenda?from=${day(now)}&to=${day(now + 40 * 86_400_000)}&layers=event`,
    );
    const taken = items.find((one) => one.venue && !one.cancelled && !one.to);
    const { items: firms } = await who.ask('/api/v1/employers?limit=30');
    const [coded, another] = firms.filter((one) => one.uscc);
    const named = firms.find((one) => ![coded, another].includes(one) && !/[（(]/.test(one.name));
    await who.go('/cases/new?workflow=recruitment-event');
    const field = (id) => page.locator(`[data-field=${id}]`);
    await field('title').locator('input').fill('备会浏览器检验');
    await field('form').locator('select').selectOption('专场招聘会');
    const at = async (id, wall) => {
        const box = field(id).locator('input');
        await box.fill(wall);
        await box.press('Enter');
        await page.keyboard.press('Escape');
    };
    await at('starts_at', `${taken.from} ${taken.starts_at.slice(11, 16)}`);
    await at('ends_at', `${taken.from} ${taken.ends_at.slice(11, 16)}`);
    await field('venue').locator('input').fill(` ${taken.venue} `);
    await page.getByText('已安排：').waitFor();
    await page.getByRole('link', { name: taken.title }).waitFor();
    await who.inspect('clash');
    await page.getByRole('button', { name: '下一步' }).click();
    await page
        .getByLabel('从 Excel 粘贴')
        .fill(
            `企业名称\t统一社会信用代码\n随便写的\t${coded.uscc}\n${another.name}\t\n不在库里的企业\t\n合计\t2`,
        );
    await page.getByRole('button', { name: '按粘贴的名单添加' }).click();
    await page.getByText('添加了 2 家').waitFor();
    await page.getByText('有 1 家不在企业库里').waitFor();
    await page.getByText(coded.name).first().waitFor();
    await page.getByLabel('查找企业').fill(named.name.slice(0, 6));
    await page.getByLabel('找到的企业').getByRole('button').first().waitFor();
    await page.getByLabel('查找企业').press('Enter');
    await page.getByText('已选 3 家').waitFor();
    await who.inspect('employers');
    await page.getByRole('button', { name: '去核对' }).click();
    await page.getByRole('heading', { name: '按时办理' }).waitFor();
    assert.ok((await page.locator('.dues li').count()) > 0, 'due times before anything is saved');
    await who.inspect('look');
    const before = await who.ask('/api/v1/cases?workflow=recruitment-event&q=备会浏览器检验');
    assert.equal(before.items.length, 0, 'nothing was saved yet');
    await page.getByRole('button', { name: '新建活动' }).click();
    await page.waitForURL(/\/cases\/BH-/);
    const of = await who.ask(`/api/v1${new URL(page.url()).pathname}`);
    assert.equal(of.rows.participants.length, 3);
    await who.leave();
});
