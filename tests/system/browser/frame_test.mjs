// What every page offers: keys, search, a merge when two work on one case, and words when things fail.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

async function filingEvent(who) {
    const { items } = await who.ask('/api/v1/cases?workflow=recruitment-event&stage=filing');
    return items[0].number;
}
const act = async (who, number, body) => {
    const of = await who.ask(`/api/v1/cases/${number}`);
    const done = await who.page.request.post(`${campus.origin}/api/v1/cases/${number}/acts`, {
        headers: {
            'X-Beihui': '1',
            'If-Match': `"v${of.version}"`,
            'Idempotency-Key': crypto.randomUUID(),
        },
        data: body,
    });
    assert.equal(done.status(), 200, await done.text());
};

for (const width of [1440, 390])
    test(`two people edit one case at ${width} px: each field is merged or chosen, and nothing typed is lost`, async () => {
        const one = await arrive(campus, 'wangmin', { width, expected: [412] });
        const other = await arrive(campus, 'zhoujie');
        const number = await filingEvent(one);
        const { page } = one;
        await one.go(`/cases/${number}?tab=students`);
        await page.getByRole('button', { name: '登记意向摸排' }).first().click();
        const field = (id) =>
            page.locator(`.act-drawer [data-field=${id}]`).locator('textarea, input');
        await field('summary').fill(`王敏写的 ${width}`);
        await field('answered').fill(String(width));
        await act(other, number, { act: 'record_wishes', data: { answered: 600 + width } });
        await page.locator('.act-drawer button[type=submit]').click();
        const merge = page.getByRole('alert', { name: '案卷刚刚有变动' });
        await merge.getByRole('heading', { name: /周杰 \d\d:\d\d 改过这份案卷/ }).waitFor();
        assert.equal(await field('summary').inputValue(), `王敏写的 ${width}`);
        await one.inspect('merge');
        const row = merge.locator('tr.both').filter({ hasText: width.toLocaleString('zh-CN') });
        assert.match(await row.innerText(), new RegExp((600 + width).toLocaleString('zh-CN')));
        await row.getByRole('button', { name: '采用现在的' }).click();
        assert.equal(await field('answered').inputValue(), String(600 + width));
        await row.getByRole('button', { name: '保留我的' }).click();
        assert.equal(await field('answered').inputValue(), String(width));
        await page.locator('.act-drawer button[type=submit]').click();
        await page.getByRole('status').filter({ hasText: '登记意向摸排' }).waitFor();
        const now = await one.ask(`/api/v1/cases/${number}`);
        assert.equal(now.data.wishes.summary, `王敏写的 ${width}`);
        assert.equal(now.data.wishes.answered, width);
        await one.leave();
        await other.leave();
    });

test('with the keyboard alone: search, go, walk a list, open, and the sheet of keys', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    const at = (path) => page.waitForURL((url) => url.pathname === path);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '键盘快捷键' }).waitFor();
    await who.inspect('keys');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await at('/tables');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await at('/cases');
    await who.settled();
    await page.keyboard.press('/');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('type'));
    assert.equal(await focused(), 'search');
    await page.keyboard.type('gb?'); // letters in a field are letters
    assert.equal(new URL(page.url()).pathname, '/cases');
    await page.locator('main input[type=search]').fill('');
    await who.settled();
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const first = await page.evaluate(() => document.activeElement?.getAttribute('href'));
    assert.match(first, /^\/cases\//);
    await page.keyboard.press('Enter');
    await at(first);
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: '搜索与命令' });
    await box.waitFor();
    await who.inspect('palette');
    await page.keyboard.type('双选会');
    await page.getByRole('option', { name: /BH-/ }).first().waitFor();
    await who.inspect('palette found');
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('规则包');
    await page.keyboard.press('Enter');
    await at('/packs');
    await who.leave();
});

test('a case is shown as of a moment that stands in its address', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    const { items } = await who.ask('/api/v1/cases?workflow=recruitment-event&stage=archived');
    const number = items[0].number;
    const of = await who.ask(`/api/v1/cases/${number}`);
    await who.go(`/cases/${number}`);
    await page.getByText('截至 现在').click();
    const wall = new Date(Date.parse(of.opened_at) + 8 * 3600_000 + 60_000).toISOString();
    await page.locator('input[type=datetime-local]').fill(wall.slice(0, 16));
    await who.inspect('as of');
    await page.getByRole('button', { name: '看当时' }).click();
    await page.waitForURL(/as_of=/);
    await page.getByText('时的案卷').first().waitFor();
    const then = await who.ask(
        `/api/v1/cases/${number}?as_of=${encodeURIComponent(new URL(page.url()).searchParams.get('as_of'))}`,
    );
    assert.equal(then.stage, 'plan');
    assert.match(await page.locator('.stages').first().getAttribute('aria-label'), /计划/);
    await page
        .getByText(/^截至 /)
        .first()
        .click();
    await page.locator('.as-of').getByRole('button', { name: '看现在' }).click();
    await page.getByText('截至 现在').waitFor();
    await who.leave();
});

test('without a network a page says so, tries again and comes back', async () => {
    const who = await arrive(campus, 'wangmin', { expected: ['offline'] });
    const { page } = who;
    await page.context().setOffline(true);
    await page.getByText('网络不通').first().waitFor();
    await who.inspect('offline');
    await page.context().setOffline(false);
    await page.getByText('网络不通').first().waitFor({ state: 'detached' });
    await who.leave();
});

test('who may not see a page is told whom to ask; a fault gives a number to copy', async () => {
    const who = await arrive(campus, 'sunqian', { width: 390, expected: [403, 404, 500] });
    const { page } = who;
    await who.go('/cases');
    await page.goto(`${campus.origin}/brief`);
    await page.getByText('您没有查看或办理的权限').waitFor();
    await page.getByText('就业办主任').first().waitFor();
    await page.goto(`${campus.origin}/cases/BH-2026-9999`);
    await page.getByText('没有找到').first().waitFor();
    await page.route('**/api/v1/cases/BH-2026-0001', (route) =>
        route.fulfill({
            status: 500,
            contentType: 'application/problem+json',
            body: JSON.stringify({
                type: '/problems/internal',
                title: '系统出错',
                status: 500,
                detail: '请稍后再试。',
                code: 'internal',
                trace_id: '7f3a51c09be24d0f',
            }),
        }),
    );
    await page.goto(`${campus.origin}/cases/BH-2026-0001`);
    await page.getByText('系统出错，已记录').waitFor({ timeout: 30_000 });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: '复制编号' }).click();
    await page.getByRole('button', { name: '已复制' }).waitFor();
    await who.leave();
});
