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
    await page.getByLabel('阶段', { exact: true }).selectOption('reported');
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
