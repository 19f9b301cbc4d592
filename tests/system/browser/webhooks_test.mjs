// The system administrator has another system told: makes a webhook, hands its secret over, sees what
// was delivered and what was not, and sends it again.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

const people = [{ login: 'xitong', name: '钱系统', org: '浙江省', role: 'administrator' }];
const receiver = { status: 500, taken: [] };
let campus;
before(async () => {
    receiver.server = createServer((request, response) => {
        const parts = [];
        request.on('data', (part) => parts.push(part));
        request.on('end', () => {
            const body = Buffer.concat(parts).toString();
            receiver.taken.push({ fields: request.headers, body });
            response.writeHead(receiver.status).end();
        });
    });
    await new Promise((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}/hook`;
    const more = ['--second-factor', 'nobody', '--webhook-network', '127.0.0.1'];
    campus = await openCampus({ people, prepare: async () => more });
});
after(async () => {
    await campus?.close();
    receiver.server.closeAllConnections();
    await new Promise((resolve) => receiver.server.close(resolve));
});

async function until(what, is) {
    for (let i = 0; i < 150; i += 1) {
        if (is()) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`never: ${what}`);
}

/** Something that happens in a case: an officer writes a comment. Returns the number of the case. */
async function comment() {
    const officer = await arrive(campus, 'wangmin');
    const { items } = await officer.ask('/api/v1/cases?workflow=recruitment-event&limit=1');
    const { number } = items[0];
    const page = await officer.page.request.get(`${campus.origin}/api/v1/cases/${number}`);
    const done = await officer.page.request.post(`${campus.origin}/api/v1/cases/${number}/acts`, {
        headers: {
            'X-Beihui': '1',
            'Idempotency-Key': randomUUID(),
            'If-Match': page.headers().etag,
        },
        data: { act: 'comment', data: { text: '请赵联系打 13800000000' } },
    });
    assert.equal(done.status(), 200, await done.text());
    await officer.leave();
    return number;
}

function signatureOf({ fields, body }, secret) {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const text = `${fields['webhook-id']}.${fields['webhook-timestamp']}.${body}`;
    return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
}

test('a webhook is made, its secret is shown once, and what was not taken is sent again', async () => {
    const who = await arrive(campus, 'xitong', { expected: [422] });
    const { page } = who;
    await who.go('/admin/webhooks');
    await page.getByText('还没有回调').waitFor();
    await who.inspect('webhooks none');
    await page.getByRole('button', { name: '新建回调' }).click();
    await page.locator('[name=webhook-name]').fill('学校数据中台');
    await page.locator('[name=webhook-url]').fill('https://hub.example.edu.cn/?key=1');
    await page.getByLabel('哪个单位').selectOption({ label: '浙江省' });
    await page.getByLabel('案卷办理了操作').check();
    await who.inspect('webhook form');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('alert').waitFor();
    await page.locator('[name=webhook-url]').fill(receiver.url);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('status').filter({ hasText: '只显示这一次' }).waitFor();
    const secret = await page.locator('[name=webhook-secret]').inputValue();
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    await who.inspect('webhook secret');
    await page.reload();
    await who.settled();
    assert.equal(await page.getByText('whsec_').count(), 0);
    assert.equal(await page.locator('[name=webhook-secret]').count(), 0);

    const number = await comment();
    await until('a first try', () => receiver.taken.length > 0);
    assert.equal(
        receiver.taken[0].fields['webhook-signature'],
        signatureOf(receiver.taken[0], secret),
    );
    for (const personal of ['赵联系', '13800000000'])
        assert.ok(!receiver.taken[0].body.includes(personal), personal);
    await page.reload();
    await who.settled();
    await page.getByRole('button', { name: '投递记录' }).click();
    await page.getByText('对方答复 500').waitFor();
    await who.inspect('webhook deliveries');

    receiver.status = 204;
    const before = receiver.taken.length;
    await page
        .getByRole('button', { name: `重发 ${number}` })
        .first()
        .click();
    await page.getByRole('status').filter({ hasText: '即将重发' }).waitFor();
    await until('it was sent again', () => receiver.taken.length > before);
    assert.equal(
        receiver.taken.at(-1).fields['webhook-id'],
        receiver.taken[0].fields['webhook-id'],
    );

    await page.getByRole('button', { name: '停用' }).click();
    await page.getByRole('button', { name: '启用' }).waitFor();
    await page.getByRole('button', { name: '更换密钥' }).click();
    await page.getByRole('status').filter({ hasText: '只显示这一次' }).waitFor();
    assert.notEqual(await page.locator('[name=webhook-secret]').inputValue(), secret);
    await page.getByRole('button', { name: '已经存好' }).click();
    await page.getByRole('button', { name: '删除' }).click();
    await who.inspect('webhook ending');
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByText('还没有回调').waitFor();
    await who.leave();
});

test('the page fits a phone', async () => {
    const who = await arrive(campus, 'xitong', { width: 390 });
    await who.go('/admin/webhooks');
    const { page } = who;
    await page.getByRole('button', { name: '新建回调' }).click();
    await page.getByLabel('案卷办理了操作').check();
    await who.inspect('webhook form');
    await page.locator('[name=webhook-name]').fill('学校数据中台');
    await page.locator('[name=webhook-url]').fill(receiver.url);
    await page.getByLabel('哪个单位').selectOption({ label: '浙江省' });
    await page.getByLabel('招聘活动').check();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('status').filter({ hasText: '只显示这一次' }).waitFor();
    await who.inspect('webhook secret');
    await page.getByRole('button', { name: '已经存好' }).click();
    await page.getByRole('button', { name: '投递记录' }).click();
    await page.getByText('还没有投递').waitFor();
    await who.inspect('webhook no deliveries');

    receiver.status = 500;
    const before = receiver.taken.length;
    await comment();
    await until('a first try', () => receiver.taken.length > before);
    await page.getByRole('button', { name: '投递记录' }).click();
    await page.getByRole('button', { name: '投递记录' }).click();
    await page.getByText('对方答复 500').waitFor();
    await who.inspect('webhook deliveries');
    receiver.status = 204;
    await page.getByText('已送达').waitFor();
    await who.inspect('webhook delivered');
    await who.leave();
});
