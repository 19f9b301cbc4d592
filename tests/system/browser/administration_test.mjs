// The three administrators: each sees what is theirs, does it with a reason, and nothing is said twice
// that may be said once only.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

const people = [
    { login: 'xitong', name: '钱系统', org: '浙江省', role: 'administrator' },
    { login: 'anquan', name: '孙安全', org: '浙江省', role: 'security_administrator' },
    { login: 'jiancha', name: '李审计', org: '浙江省', role: 'audit_administrator' },
];
let campus;
before(async () => {
    // The journeys are about what comes after the second factor; that has tests of its own.
    campus = await openCampus({ people, prepare: async () => ['--second-factor', 'nobody'] });
});
after(() => campus?.close());

const pages = {
    xitong: [
        'condition',
        'organisations',
        'people',
        'accounts',
        'roles',
        'sign-in',
        'webhooks',
        'personal',
    ],
    anquan: ['tokens', 'accounts', 'condition'],
    jiancha: ['log', 'accounts', 'people', 'organisations'],
};
for (const width of [1440, 390])
    for (const [login, names] of Object.entries(pages))
        test(`${login} lands on the condition of the system and reads every page of theirs at ${width} px`, async () => {
            const who = await arrive(campus, login, { width });
            assert.equal(new URL(who.page.url()).pathname, '/admin/condition');
            for (const name of names) {
                await who.go(`/admin/${name}`);
                assert.equal(await who.page.getByRole('alert').count(), 0, name);
                await who.inspect(`admin ${name}`);
            }
            await who.leave();
        });

test('a page of another administrator is not shown, and says whose it is', async () => {
    const who = await arrive(campus, 'xitong');
    const tabs = who.page.getByRole('navigation', { name: '管理页面' });
    assert.equal(await tabs.getByText('令牌').count(), 0);
    for (const path of ['/admin/log', '/admin/tokens']) {
        await who.go(path);
        await who.page.getByRole('heading', { name: '这一页不归您管理' }).waitFor();
    }
    await who.inspect('not yours');
    await who.leave();
});

test('a school is renamed on a day: the tree of the day before has the old name', async () => {
    const who = await arrive(campus, 'xitong');
    const { page } = who;
    await who.go('/admin/organisations');
    await page.getByRole('button', { name: '甬江应用学院' }).last().click();
    await page.getByRole('heading', { name: '甬江应用学院' }).waitFor();
    await page.getByText('填报与登记').click();
    await page.getByRole('button', { name: '更名', exact: true }).click();
    const drawer = page.locator('.act-drawer');
    await drawer.getByRole('button', { name: '新增一行' }).click();
    await drawer.locator('[data-field=from] input').fill('2026-10-01');
    await page.keyboard.press('Enter');
    await drawer.locator('[data-field=name] input').fill('甬江大学');
    await drawer.locator('.reason textarea').fill('教育部批复');
    await drawer
        .locator('button[type=submit]')
        .or(page.locator('.el-drawer__footer [type=submit]'))
        .first()
        .click();
    await page.getByRole('status').filter({ hasText: '已办理“更名”' }).waitFor();
    await page
        .getByRole('button', { name: /^甬江大学/ })
        .first()
        .waitFor();
    await page.getByText('更名为“甬江大学”').waitFor();
    await who.inspect('organisation chosen');
    await who.go('/admin/organisations?on=2026-09-30');
    await page.getByRole('status').filter({ hasText: '9月30日' }).waitFor();
    assert.equal((await page.getByRole('button', { name: /^甬江应用学院/ }).count()) > 0, true);
    assert.equal(await page.getByRole('button', { name: /^甬江大学/ }).count(), 0);
    await who.leave();
});

test('the tree goes out as a file, and comes in again: first what would change, then for good', async () => {
    const who = await arrive(campus, 'xitong', { expected: [422] });
    const { page } = who;
    await who.go('/admin/organisations');
    await page.getByRole('button', { name: '导入与导出' }).click();
    const arriving = page.waitForEvent('download');
    await page.getByRole('link', { name: '导出 CSV' }).click();
    assert.match((await arriving).suggestedFilename(), /^单位_.*\.csv$/);
    const pick = (text) =>
        page.locator('input[type=file]').setInputFiles({
            name: '单位.csv',
            mimeType: 'text/csv',
            buffer: Buffer.from(text),
        });
    const head = '单位代码,单位名称,类别,上级单位代码\n';
    await pick(`${head}BX-001,滨海学院,没有这一类,\n`);
    await page.getByLabel('理由或依据').fill('新设');
    await page.getByRole('button', { name: '先检查' }).click();
    await page.getByRole('alert').waitFor();
    await who.inspect('import refused');
    const { items } = await who.ask('/api/v1/organisations');
    const province = items.find((one) => one.name === '浙江省').code;
    await pick(`${head}BX-001,滨海学院,高校,${province}\n`);
    await page.getByRole('button', { name: '先检查' }).click();
    await page.getByRole('status').filter({ hasText: '还没有写入' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^滨海学院/ }).count(), 0);
    await page.getByRole('button', { name: '导入 1 行变化' }).click();
    await page.getByRole('status').filter({ hasText: '已导入' }).waitFor();
    await who.leave();
});

test('an account is opened: the link is shown once, the person comes in with it, and is locked out', async () => {
    const who = await arrive(campus, 'xitong', { expected: [401] });
    const { page } = who;
    await who.go('/admin/people');
    await page.getByRole('searchbox').fill('陈');
    await who.settled();
    const { items } = await who.ask('/api/v1/people?limit=200');
    const accounts = (await who.ask('/api/v1/accounts')).items.map((one) => one.person?.id);
    const person = items.find(
        (one) => one.status === 'active' && one.login && !accounts.includes(one.id),
    );
    await who.go(`/admin/people/${person.id}`);
    await page.getByRole('heading', { name: person.name, level: 1 }).waitFor();
    await who.inspect('person');
    await page.getByRole('link', { name: '开户' }).click();
    await page.getByRole('button', { name: '开户', exact: true }).click();
    const card = page.getByRole('status').filter({ hasText: '只显示这一次' });
    await card.waitFor();
    await who.inspect('link');
    const link = new URL(await card.getByLabel('一次性链接').inputValue());
    assert.equal(link.pathname, '/password');
    await page.reload();
    await who.settled();
    assert.equal(await page.getByText('只显示这一次').count(), 0);

    const code = link.hash.replace('#code=', '');
    const password = '海棠依旧-绿肥红瘦-2026';
    const ask = (path, body) =>
        fetch(campus.origin + path, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'X-Beihui': '1' },
            body: JSON.stringify(body),
        });
    assert.equal((await ask('/api/v1/password', { code, password })).status, 200);
    const signIn = () => ask('/api/v1/session', { login: person.login, password });
    assert.equal((await signIn()).status, 200);

    await page.getByRole('searchbox').fill(person.login);
    await page.getByRole('link', { name: person.login }).click();
    await page.getByRole('button', { name: '锁定' }).click();
    const sheet = page.getByRole('dialog');
    await who.inspect('reason');
    assert.equal(await sheet.getByRole('button', { name: '锁定' }).isDisabled(), true);
    await sheet.getByLabel('理由').fill('调离');
    await sheet.getByRole('button', { name: '锁定' }).click();
    await page.getByRole('status').filter({ hasText: '已办理“锁定”' }).waitFor();
    assert.equal((await signIn()).status, 401);
    await who.inspect('locked');
    await who.leave();

    const audit = await arrive(campus, 'jiancha');
    await audit.go('/admin/log?action=lock_account');
    await audit.page.getByText('理由：调离').waitFor();
    await audit.page.getByRole('link', { name: person.login }).click();
    await audit.page.getByRole('heading', { name: '账号的经过' }).waitFor();
    assert.equal(await audit.page.getByRole('button', { name: '锁定' }).count(), 0);
    await audit.leave();
});

test('what matters is asked for with the password once more when it was not given just now', async () => {
    const who = await arrive(campus, 'anquan', { expected: [403, 401] });
    const { page } = who;
    const held = (await who.ask('/api/v1/accounts')).items.find((one) => one.login === 'wangmin');
    const other = await arrive(campus, 'wangmin');
    await who.go(`/admin/accounts/${held.id}`);
    // As five minutes later: the server asks, the page must bring the same through afterwards.
    let asked = 0;
    await page.route('**/sessions/end', async (route) => {
        asked += 1;
        if (asked > 1) return route.continue();
        const problem = {
            type: '/problems/confirm_required',
            title: '',
            status: 403,
            detail: '',
            code: 'confirm_required',
            trace_id: '',
        };
        return route.fulfill({
            status: 403,
            contentType: 'application/problem+json',
            body: JSON.stringify(problem),
        });
    });
    await page.getByRole('button', { name: '结束全部会话' }).click();
    await page.getByRole('dialog').getByLabel('理由').fill('手机丢失');
    await page.getByRole('dialog').getByRole('button', { name: '结束全部会话' }).click();
    const step = page.getByRole('dialog', { name: '再次确认身份' });
    await step.waitFor();
    await who.inspect('step up');
    await step.locator('[name=step-up]').fill('不对的密码');
    await step.getByRole('button', { name: '确认' }).click();
    await step.getByRole('alert').waitFor();
    await step.locator('[name=step-up]').fill(campus.passwords.anquan);
    await step.getByRole('button', { name: '确认' }).click();
    await page.getByRole('status').filter({ hasText: '已办理“结束全部会话”' }).waitFor();
    assert.equal(asked, 2);
    const answer = await other.page.request.get(`${campus.origin}/api/v1/session`);
    assert.equal(answer.status(), 401);
    await other.leave();
    await who.leave();
});

test('the diagnostics are a file without a name in it', async () => {
    const who = await arrive(campus, 'jiancha');
    const arriving = who.page.waitForEvent('download');
    await who.page.getByRole('link', { name: '下载诊断包' }).click();
    const file = await arriving;
    assert.match(file.suggestedFilename(), /^beihui-诊断-.*\.json$/);
    const chunks = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    assert.equal(JSON.parse(text).database.kind, 'sqlite');
    for (const word of [
        '浙江',
        '东海',
        'wangmin',
        '钱系统',
        campus.password,
        campus.data,
        '127.0.0.1',
    ])
        assert.equal(text.includes(word), false, word);
    await who.page.getByText('本程序不做备份').first().waitFor();
    await who.leave();
});

test('the links of other systems are made and removed', async () => {
    const who = await arrive(campus, 'xitong');
    const { page } = who;
    await who.go('/admin/sign-in');
    await page.getByText('没有接入别的系统').waitFor();
    await page.getByRole('button', { name: '新建关联' }).click();
    await page.locator('[name=link-login]').fill('zhoujie');
    await page.locator('[name=link-issuer]').fill('https://cas.example.edu.cn/cas');
    await page.locator('[name=link-subject]').fill('2019010335');
    await page.getByRole('button', { name: '关联', exact: true }).click();
    await page.getByRole('status').filter({ hasText: '已把 zhoujie 关联到 2019010335' }).waitFor();
    await page.getByText('2019010335', { exact: true }).waitFor();
    await who.inspect('links');
    await page.getByRole('button', { name: '解除' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '解除' }).click();
    await page.getByRole('status').filter({ hasText: '已解除 zhoujie' }).waitFor();
    await page.getByText('怎样接入一个新的系统').click();
    await who.inspect('how to add');
    await who.leave();
});
