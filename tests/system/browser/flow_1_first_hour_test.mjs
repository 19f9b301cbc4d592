// Flow 1, the first hour: the program on an empty folder prints a link, the link opens the wizard, the
// wizard ends in a demonstration or in an empty system, and the demonstration goes as it came.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { answers, freePort, openBrowser } from './campus.mjs';
import { environment, program } from './demo.mjs';
import { startPostgresql } from './postgresql.mjs';
import { comeBy } from './visitor.mjs';

const password = '青山 绿水 蓝天 白云 好风景';

/** The program on an empty folder, as somebody starts it who has just unpacked it. */
async function beginEmpty(...more) {
    const data = mkdtempSync(join(tmpdir(), 'beihui-first-'));
    const postgresql = process.env.BEIHUI_STORE === 'postgresql' ? await startPostgresql() : null;
    const origin = `http://127.0.0.1:${await freePort()}`;
    let server;
    let printed = '';
    async function start() {
        printed = '';
        server = spawn(
            program,
            [
                ...['serve', '--data', data, '--listen', origin.replace('http://', '')],
                ...(postgresql ? ['--database', postgresql.address] : []),
                ...more,
            ],
            { env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
        );
        server.stdout.on('data', (bytes) => (printed += bytes));
        await answers(origin, server);
    }
    async function stop() {
        const ended = new Promise((resolve) => server.once('exit', resolve));
        server.kill('SIGTERM');
        assert.equal(await ended, 0);
    }
    await start();
    return {
        origin,
        data,
        browser,
        passwords: {},
        setupLink: () => /http:\/\/\S+\/setup#code=\S+/.exec(printed)?.[0],
        async restart() {
            await stop();
            await start();
        },
        async close() {
            await stop();
            await postgresql?.close();
            rmSync(data, { recursive: true, force: true });
        },
    };
}

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const next = (page) => page.getByRole('button', { name: '下一步' }).click();
const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor();

async function fillAdministrators(page) {
    const fill = (name, value) => page.locator(`[name="${name}"]`).fill(value);
    await fill('name', '钱系统');
    await fill('login', 'qian');
    await fill('password', password);
    await fill('again', password);
    await fill('security_administrator.name', '孙安全');
    await fill('security_administrator.login', 'sun');
    await fill('audit_administrator.name', '李审计');
    await fill('audit_administrator.login', 'QIAN');
}

/** Through the wizard up to its last button, with every mistake that people make on the way. */
async function goThrough(who, { demonstration }) {
    const { page } = who;
    await heading(page, '单位');
    await next(page);
    await page.getByText('请填写单位名称。').waitFor();
    await who.inspect('setup organisation');
    await page.getByLabel('单位名称').fill('东海理工大学');
    await next(page);
    await heading(page, '管理员');
    await fillAdministrators(page);
    await next(page);
    await page.getByText('三员须是不同的人，用户名不能相同。').waitFor();
    await who.inspect('setup administrators');
    await page.locator('[name="audit_administrator.login"]').fill('li');
    await next(page);
    await heading(page, '登录方式');
    await who.inspect('setup sign-in');
    // The browser's way back loses nothing.
    await page.goBack();
    await heading(page, '管理员');
    assert.equal(await page.locator('[name="login"]').inputValue(), 'qian');
    await next(page);
    await heading(page, '登录方式');
    await next(page);
    await heading(page, '演示数据');
    await page.getByRole('radio', { name: demonstration ? /^装入/ : /^先不装/ }).check();
    await who.inspect('setup demonstration');
    await page.getByRole('button', { name: '建立', exact: true }).click();
    await page.getByRole('heading', { name: /已经建立/ }).waitFor();
}

test('flow 1: from the printed link to the demonstration board, and out again', async (t) => {
    const house = await beginEmpty('--second-factor', 'nobody');
    t.after(house.close);
    const link = house.setupLink();
    assert.ok(link, 'no link was printed');
    const began = Date.now();
    const who = await comeBy(house, 'nobody', { expected: [401, 404] });
    const { page } = who;
    await page.goto(link);
    await goThrough(who, { demonstration: true });
    assert.equal(new URL(page.url()).hash, '', 'a used code need not stay in the address');

    // The other two choose their own passwords with the links that are shown once.
    const links = await page
        .locator('.link input')
        .evaluateAll((all) => all.map((one) => one.value));
    assert.equal(links.length, 2);
    await who.inspect('setup done');
    const second = await comeBy(house, 'nobody');
    await second.page.goto(links[0]);
    await second.page.fill('[name=password]', `${password} 二`);
    await second.page.fill('[name=again]', `${password} 二`);
    await second.page.getByRole('button', { name: '设定' }).click();
    await second.page.getByText('请用用户名“sun”登录').waitFor();
    await second.leave();

    const open = page.getByRole('button', { name: '打开演示' });
    await open.waitFor({ timeout: 120_000 });
    await open.click();
    const bar = page.getByRole('complementary', { name: '演示' });
    await bar.getByText('这里是演示数据').waitFor();
    await page.waitForURL((url) => url.pathname === '/cases');
    await page
        .getByText(/BH-2026-\d+/)
        .first()
        .waitFor();
    const took = Math.round((Date.now() - began) / 1000);
    assert.ok(took < 300, `the board came after ${took} s`);
    await who.inspect('demonstration board');

    // What is done in the demonstration stays there: the real history has no such entry.
    const inside = await who.ask('/api/v1/cases?limit=1');
    assert.ok(inside.items.length > 0);
    await bar.getByRole('button', { name: '回到正式数据' }).click();
    await page.waitForURL((url) => url.pathname === '/admin/condition');
    assert.equal(await bar.count(), 0);
    const session = await who.ask('/api/v1/session');
    assert.equal(session.login, 'qian');
    const condition = await who.ask('/api/v1/condition');
    // The organisation and three people.
    assert.equal(condition.counts.cases, 4);

    // It is still there after a restart, and goes with one click and the password.
    await page.goto('about:blank'); // a page that stands would look for its server meanwhile
    await house.restart();
    await who.go('/admin/condition');
    const card = page.locator('section', { has: page.getByRole('heading', { name: '演示数据' }) });
    await card.getByRole('button', { name: '进入演示' }).waitFor();
    assert.ok(existsSync(join(house.data, 'demonstration')));
    await who.inspect('condition with demonstration');
    await card.getByRole('button', { name: '移除演示数据' }).click();
    const sheet = page.getByRole('dialog', { name: '移除演示数据？' });
    await sheet.getByText('正式数据不受影响').waitFor();
    await who.inspect('remove demonstration');
    await sheet.getByRole('button', { name: '移除演示数据' }).click();
    // Within five minutes of signing in the password is not asked again; later it is.
    await card.getByText('演示数据已移除').waitFor();
    assert.equal(existsSync(join(house.data, 'demonstration')), false);
    const after_ = await who.ask('/api/v1/condition');
    assert.equal(after_.counts.cases, 4);
    assert.equal(after_.counts.entries, condition.counts.entries);
    await card.getByRole('button', { name: '载入演示数据' }).waitFor();
    await who.leave();
});

test('flow 1: without the demonstration the system is empty and says what to do next', async (t) => {
    const house = await beginEmpty('--second-factor', 'nobody');
    t.after(house.close);
    const who = await comeBy(house, 'nobody', { width: 390, expected: [401] });
    const { page } = who;
    await page.goto(house.setupLink());
    await goThrough(who, { demonstration: false });
    await page.getByRole('button', { name: '我已经交给他们' }).click();
    await page.getByRole('link', { name: '进入系统' }).click();
    await page.waitForURL((url) => url.pathname === '/admin/condition');
    await page.getByText(/还差 \d 步/).waitFor();
    await page.getByText('登记就业办人员').waitFor();
    await page.getByRole('button', { name: '载入演示数据' }).waitFor();
    await who.inspect('first steps');
    await who.leave();
    // The link was good once.
    const late = await comeBy(house, 'nobody');
    await late.page.goto(house.setupLink());
    await late.page.getByLabel('单位名称').fill('别人的大学');
    await next(late.page);
    await fillAdministrators(late.page);
    await late.page.locator('[name="audit_administrator.login"]').fill('li');
    await next(late.page);
    await heading(late.page, '登录方式');
    await next(late.page);
    late.expect(403, 409);
    await late.page.getByRole('button', { name: '建立', exact: true }).click();
    await late.page.getByRole('alert').first().waitFor();
    assert.equal(await late.page.getByRole('heading', { name: /已经建立/ }).count(), 0);
    await late.leave();
});
