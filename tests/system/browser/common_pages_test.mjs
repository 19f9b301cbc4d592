// What everybody has: settings, help, the reference of the interface, and words when something is not
// there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

for (const width of [1440, 390])
    test(`theme and size of text are chosen, show at once and stay at ${width} px`, async () => {
        const who = await arrive(campus, 'wangmin', { width });
        const { page } = who;
        await who.page.getByRole('link', { name: '设置' }).locator('visible=true').click();
        await who.settled();
        await who.inspect('settings');
        const paper = () =>
            page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        const size = () =>
            page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
        const light = await paper();
        const standard = await size();
        await page.getByLabel('深色').check();
        assert.notEqual(await paper(), light);
        await page.getByLabel('特大').check();
        assert.ok((await size()) > standard * 1.2);
        await page.reload();
        await who.settled();
        assert.notEqual(await paper(), light, 'it stays');
        assert.ok((await size()) > standard * 1.2);
        await who.inspect('settings, dark and large');
        await page.getByLabel('浅色').check();
        await page.emulateMedia({ colorScheme: 'dark' });
        assert.equal(await paper(), light, 'whatever the system says');
        await page.emulateMedia({ colorScheme: 'light' });
        await page.getByLabel('English').check();
        await page.getByRole('heading', { name: 'Settings' }).waitFor();
        await who.inspect('settings in English');
        await who.go('/help');
        await page.getByRole('heading', { name: 'Help' }).waitFor();
        await who.leave();
    });

for (const width of [1440, 390])
    test(`help names whom to ask, the words and the version at ${width} px`, async () => {
        const who = await arrive(campus, 'wangmin', { width });
        await who.go('/help');
        await who.page.getByText('周杰').waitFor();
        await who.page.getByText(/^备会 \d+\.\d+\.\d+$/).waitFor();
        await who.page.getByText('不予办理', { exact: true }).waitFor();
        await who.inspect('help');
        await who.leave();
    });

for (const width of [1440, 390])
    test(`the reference of the interface is read from this server and searched at ${width} px`, async () => {
        const who = await arrive(campus, 'wangmin', { width });
        const { page } = who;
        await who.go('/api-reference');
        await page.getByRole('heading', { name: '接口参考' }).waitFor();
        const shown = () => page.locator('details > summary .path').count();
        const all = await shown();
        assert.ok(all > 80, String(all));
        await who.inspect('reference');
        await page.getByRole('searchbox').fill('POST 锁定');
        await page.waitForFunction(
            (n) => document.querySelectorAll('details > summary .path').length < n / 10,
            all,
        );
        await page.getByText('/api/v1/accounts/{id}/lock').click();
        await page.getByText('X-Beihui', { exact: true }).waitFor();
        await page.getByText('reason', { exact: true }).waitFor();
        await who.inspect('operation');
        await page.getByRole('searchbox').fill('没有这样的接口');
        await page.getByText('没有符合的接口').waitFor();
        await page.getByRole('button', { name: '清除筛选' }).click();
        assert.equal(await shown(), all);
        await who.go('/api-reference#getSession');
        await page.getByText('当前会话').waitFor();
        await who.leave();
    });

for (const width of [1440, 390])
    test(`a page, and a case, that are not there say so and lead on at ${width} px`, async () => {
        const who = await arrive(campus, 'wangmin', { width, expected: [404] });
        const { page } = who;
        await who.go('/no/such/page');
        await page.getByText('/no/such/page').waitFor();
        await who.inspect('not found');
        await page.getByRole('link', { name: '回到首页' }).click();
        await page.waitForURL((url) => url.pathname === '/cases');
        await page.goto(`${campus.origin}/cases/BH-1999-0001`);
        await page.getByRole('alert').filter({ hasText: '没有找到' }).waitFor();
        await who.inspect('no such case');
        await who.leave();
    });

test('what one may not see is said in words, and who grants it', async () => {
    const who = await arrive(campus, 'admin', { expected: [403] });
    await who.page.goto(`${campus.origin}/tables/2026.annex1`);
    const alert = who.page.getByRole('alert').first();
    await alert.waitFor();
    assert.match(await alert.innerText(), /没有查看或办理的权限/);
    assert.match(await alert.innerText(), /需要权限的，请找/);
    await who.inspect('forbidden');
    await who.leave();
});

test('a fault of the server has a number to be copied, and the page can be tried again', async () => {
    const who = await arrive(campus, 'wangmin', { expected: [500] });
    const { page } = who;
    await page.route('**/api/v1/employers*', (route) =>
        route.fulfill({
            status: 500,
            contentType: 'application/problem+json',
            body: JSON.stringify({
                type: '/problems/fault',
                title: 'fault',
                status: 500,
                detail: '系统出错',
                code: 'fault',
                trace_id: '7f3a00000000000000000000000000aa',
            }),
        }),
    );
    await page.goto(`${campus.origin}/employers`);
    const alert = page.getByRole('alert');
    await alert.filter({ hasText: '7f3a00000000000000000000000000aa' }).waitFor();
    await alert.getByRole('button', { name: '复制编号' }).waitFor();
    await who.inspect('fault');
    await page.unroute('**/api/v1/employers*');
    await page.getByRole('button', { name: '再试一次' }).click();
    await alert.waitFor({ state: 'detached' });
    await who.leave();
});

test('a part of the program that cannot be fetched is said to be so, with a way back to it', async () => {
    const who = await arrive(campus, 'wangmin', { expected: [404] });
    const { page } = who;
    // As after an upgrade: the parts that this page knows are no longer there.
    await page.route('**/assets/HelpPage-*.js', (route) =>
        route.fulfill({ status: 404, body: '' }),
    );
    await page.getByRole('link', { name: '帮助' }).click();
    await page.getByRole('heading', { name: '这一页没有取到' }).waitFor();
    await who.inspect('unreachable');
    await page.unroute('**/assets/HelpPage-*.js');
    await page.getByRole('link', { name: '再试一次' }).click();
    await page.getByRole('heading', { name: '帮助' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/help');
    await who.leave();
});

test('a browser that cannot run the program says so', async () => {
    const context = await campus.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(campus.origin);
    await page.getByText('备会没有打开').waitFor({ timeout: 10_000 });
    await page.getByText('Chrome、Edge 87').waitFor();
    await context.close();
});
