// What every page offers: cases as of a moment, a page without a network, and words when things fail.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

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
