// What people do with the pages, on the real program with the demonstration in it.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { realProvider } from '../providers/real_provider.mjs';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
let provider;
before(async () => {
    provider = createServer();
    await new Promise((resolve) => provider.listen(0, '127.0.0.1', resolve));
    campus = await openCampus({ prepare: connectProvider });
});
after(async () => {
    await campus?.close();
    provider?.close();
    provider?.closeAllConnections();
});

/** Has a real OpenID provider vouch for wangmin as "2019010335". */
async function connectProvider({ data, origin, command }) {
    const issuer = `http://localhost:${provider.address().port}`;
    const back = (id) => `${origin}/api/v1/sign-in/${id}/callback`;
    provider.on('request', await realProvider(issuer, back));
    const file = join(data, 'sign-in.yaml');
    await writeFile(join(data, 'client.secret'), 'a secret & with=signs%');
    await writeFile(
        file,
        `public_address: ${origin}
providers:
  - id: real
    kind: oidc
    name: { zh: 统一身份认证, en: Campus sign-in }
    issuer: ${issuer}
    client_id: beihui
    client_secret_file: client.secret
`,
    );
    const who = ['--issuer', issuer, '--subject', '2019010335'];
    await command('user', 'link', 'wangmin', ...who);
    return ['--sign-in', file];
}

/** A recruitment event that waits for approval and still lacks something. */
async function waitingEvent(who) {
    const { items } = await who.ask(
        '/api/v1/cases?workflow=recruitment-event&stage=filing&sort=starts',
    );
    const found = items.find((one) => one.open_items > 0);
    assert.ok(found, 'the demonstration has an event that is not ready');
    return found.number;
}
/** An archived event: it has a history of every kind of act. */
async function archivedEvent(who) {
    const { items } = await who.ask(
        '/api/v1/cases?workflow=recruitment-event&stage=archived&q=双选会',
    );
    assert.ok(items.length > 0);
    return items[0].number;
}
/** A sentence as the pages say it: a list is cut into its parts, a title is said once. */
const partsOf = (text) => text.replace(/^([^：；]+)：\1：/, '$1：').split('；');

// 2026/四(三)e: the readiness system has teeth only when everything missing is told at once.
test('the director sees every unmet requirement of a refused approval with the words of its clause', async () => {
    const who = await arrive(campus, 'zhoujie', { expected: [409] });
    const { page } = who;
    const number = await waitingEvent(who);
    const of = await who.ask(`/api/v1/cases/${number}`);
    const reasons = of.acts.find((one) => one.id === 'approve').why_not;
    assert.ok(reasons.length >= 3, 'there is much to mend');
    const refused = await page.request.post(`${campus.origin}/api/v1/cases/${number}/acts`, {
        headers: {
            'X-Beihui': '1',
            'If-Match': `"v${of.version}"`,
            'Idempotency-Key': crypto.randomUUID(),
        },
        data: { act: 'approve' },
    });
    assert.equal(refused.status(), 409);
    const told = (await refused.json()).errors.map((one) => one.code);
    assert.deepEqual(told.sort(), reasons.map((one) => one.code).sort());

    await who.go(`/cases/${number}`);
    await page.getByRole('button', { name: /同意举办/ }).click();
    const panel = page.locator('.acts .why');
    for (const closed of [
        panel.getByRole('button', { name: /还有/ }),
        panel.locator('button[aria-expanded=false]'),
    ])
        for (let left = await closed.count(); left > 0; left -= 1) await closed.first().click();
    const text = await panel.innerText();
    for (const reason of reasons) {
        for (const part of partsOf(reason.detail)) assert.ok(text.includes(part), part);
        if (reason.way_out) assert.ok(text.includes(reason.way_out), reason.way_out);
        if (reason.clause_text) assert.ok(text.includes(reason.clause_text), reason.clause_text);
    }
    assert.ok(!/employment_|security_|policy_officer/.test(text), 'roles are said in words');
    await who.leave();
});

test('what was typed survives that somebody else changed the case meanwhile', async () => {
    const who = await arrive(campus, 'wangmin', { expected: [412] });
    const { page } = who;
    const number = await waitingEvent(who);
    await who.go(`/cases/${number}?tab=students`);
    await page.getByRole('button', { name: '登记意向摸排' }).first().click();
    const summary = page.locator('.act-drawer [data-field=summary]').locator('textarea, input');
    await summary.fill('浏览器中填写的意向');
    const of = await who.ask(`/api/v1/cases/${number}`);
    const other = await page.request.post(`${campus.origin}/api/v1/cases/${number}/acts`, {
        headers: {
            'X-Beihui': '1',
            'If-Match': `"v${of.version}"`,
            'Idempotency-Key': crypto.randomUUID(),
        },
        data: { act: 'record_wishes', data: { answered: 601 } },
    });
    assert.equal(other.status(), 200);
    await page.locator('.act-drawer button[type=submit]').click();
    await page.getByRole('alert', { name: '案卷刚刚有变动' }).waitFor();
    assert.equal(await summary.inputValue(), '浏览器中填写的意向');
    await page.locator('.act-drawer button[type=submit]').click();
    await page.getByRole('status').filter({ hasText: '登记意向摸排' }).waitFor();
    const now = await who.ask(`/api/v1/cases/${number}`);
    assert.equal(now.data.wishes.summary, '浏览器中填写的意向');
    assert.equal(now.data.wishes.answered, 601);
    await who.leave();
});

test("the leader's secretary logs a visit to a firm that is not registered, on a phone", async () => {
    const who = await arrive(campus, 'sunqian', { width: 390 });
    const { page } = who;
    assert.equal(new URL(page.url()).pathname, '/m/visit');
    await who.inspect('visit form');
    await page.locator('#firm').fill('浏览器走访的新企业有限公司');
    await page.getByLabel('校长(院长)').check({ force: true });
    await page.locator('.send button').click();
    await page.getByRole('heading', { name: '已记录' }).waitFor();
    await page.getByText('尚未登记到用人单位库').waitFor();
    await who.inspect('visit logged');
    const number = await page.locator('.done .number').innerText();
    const of = await who.ask(`/api/v1/cases/${number}`);
    assert.equal(of.stage, 'visited');
    assert.equal(of.data.visit.employer_typed, '浏览器走访的新企业有限公司');
    assert.equal(of.data.visit.lead_role, '校长(院长)');
    await who.leave();
});

// 2026/附件1: the sheet as printed, and every number back to its cases.
test('the province sees in annex 1 what the command line prints, down to the case, and as files', async () => {
    const who = await arrive(campus, 'qianfang');
    const { page } = who;
    await who.go('/tables/2026.annex1');
    await page.getByText('第一阶段').click();
    await page.waitForURL(/from=/);
    await who.settled();
    const shown = await who.ask(
        `/api/v1/tables/2026.annex1?${new URL(page.url()).searchParams.toString()}`,
    );
    const { printed } = campus;
    assert.deepEqual([printed.from, printed.to], [shown.from, shown.to]);
    assert.equal(printed.organisation.id, shown.organisation.id);
    const cells = printed.cells.map((one) => [one.label, one.value]);
    const heads = await page.locator('.sheet th').allInnerTexts();
    const values = await page.locator('.sheet td button').allInnerTexts();
    assert.deepEqual(
        heads.map((head, i) => [head.replace(/\s*[?✓]\s*$/, '').trim(), Number(values[i])]),
        cells,
    );
    assert.ok(
        cells.every(([, value]) => value > 0),
        'the demonstration fills every column',
    );

    for (const [format, button] of [
        ['csv', 'CSV'],
        ['xlsx', '导出 XLSX'],
    ]) {
        const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('link', { name: button }).click(),
        ]);
        const file = await readFile(await download.path());
        assert.match(download.suggestedFilename(), new RegExp(`\\.${format}$`));
        if (format === 'xlsx') assert.equal(file.subarray(0, 2).toString(), 'PK');
        else for (const [label] of cells) assert.ok(file.toString('utf8').includes(label), label);
    }

    await page.locator('.sheet td button').nth(1).click();
    await page.waitForURL(/\/cells\//);
    await page.getByRole('tab', { name: '逐条' }).click();
    const rows = page.locator('.facts li');
    await rows.first().waitFor();
    assert.ok((await rows.count()) > 0);
    await who.inspect('cell');
    const title = await rows.first().getByRole('link').innerText();
    await rows.first().getByRole('link').click();
    await page.waitForURL(/\/cases\//);
    await who.settled();
    assert.ok(title.includes(await page.locator('h1').innerText()), title);
    await who.leave();
});

test('the history of a case opens the grounds of a decision in words, and the case as it was', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    const number = await archivedEvent(who);
    await who.go(`/cases/${number}?tab=history`);
    await page.getByRole('button', { name: '依据' }).first().click();
    const drawer = page.locator('.el-drawer');
    await drawer.getByText('用到的参数及出处').first().waitFor();
    await page.waitForTimeout(400);
    await who.inspect('trace');
    const text = await drawer.innerText();
    assert.ok(text.includes('大型活动安全许可'), 'rules have titles');
    assert.ok(text.includes('需要安全许可的人数起点'), 'parameters have titles');
    assert.doesNotMatch(text, /case\.|\[\d+\]|employer_record|undefined|\[object/);
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: '看当时的案卷' }).last().click();
    await page.waitForURL(/as_of=/);
    await page.getByText('时的案卷').first().waitFor();
    await who.settled();
    assert.match(await page.locator('.stages').first().getAttribute('aria-label'), /计划/);
    await who.go(`${new URL(page.url()).pathname}${new URL(page.url()).search}`);
    await page.getByText('回到现在').waitFor();
    await who.leave();
});

test('after signing out nothing of it is left for the next person', async () => {
    const who = await arrive(campus, 'wangmin', { expected: [401] });
    const { page } = who;
    await page.getByRole('button', { name: '退出' }).first().click();
    await page.waitForURL(/sign-in/);
    const answer = await page.request.get(`${campus.origin}/api/v1/cases`);
    assert.equal(answer.status(), 401);
    await page.goto(`${campus.origin}/cases`);
    await page.waitForURL(/sign-in/);
    await page.fill('[name=login]', 'zhaolei');
    await page.fill('[name=password]', campus.password);
    await page.click('form button[type=submit]');
    await page.getByText('赵磊').waitFor();
    await who.leave();
});

test('somebody signs in through the campus system and lands where they were going', async () => {
    const context = await campus.browser.newContext({ locale: 'zh-CN' });
    const page = await context.newPage();
    const through = async (user) => {
        await page.getByRole('link', { name: '统一身份认证' }).click();
        await page.waitForURL(/localhost:\d+\/interaction\//);
        await page.locator('[name=login]').fill(user);
        await page.locator('[name=password]').fill('any');
        await page.locator('[type=submit]').click();
        await page.locator('[type=submit]').click(); // what the provider may tell us
    };
    // Whom no administrator has linked is told what is missing, and comes no further.
    await page.goto(`${campus.origin}/tables`);
    await through('2099999999');
    await page.waitForURL(/\/sign-in\?refused=identity_unknown$/);
    const told = await page.getByRole('alert').innerText();
    assert.match(told, /beihui user link/);
    assert.match(told, /--subject 2099999999/);

    await context.clearCookies();
    await page.goto(`${campus.origin}/tables`);
    await page.waitForURL(/\/sign-in\?to=/);
    await through('2019010335');
    await page.waitForURL(`${campus.origin}/tables`);
    const who = await page.request.get(`${campus.origin}/api/v1/session`);
    assert.ok((await who.json()).roles.includes('employment_officer'));
    await context.close();
});
