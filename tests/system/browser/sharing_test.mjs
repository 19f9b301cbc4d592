// A brief that is handed on to somebody without an account, and an approval that is handed over to a
// colleague, on the real program with the demonstration in it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive, comeBy } from './visitor.mjs';

const people = [{ login: 'anquan', name: '孙安全', org: '浙江省', role: 'security_administrator' }];
let campus;
before(async () => {
    campus = await openCampus({ people, prepare: async () => ['--second-factor', 'nobody'] });
});
after(() => campus?.close());

async function makeLink(who, name) {
    const { page } = who;
    await who.go('/brief');
    await page.getByRole('button', { name: '转发', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: '转发简报' });
    await dialog.getByLabel('给谁').fill(name);
    await dialog.getByRole('radio', { name: '1 天', exact: true }).check();
    await who.inspect('share dialog');
    await dialog.getByRole('button', { name: '生成链接' }).click();
    const link = await dialog.getByLabel('链接', { exact: true }).inputValue();
    assert.match(link, /\/shared\/brief#code=bh_brief_[\w-]{43}$/);
    await dialog.getByText(`${name}`).first().waitFor();
    await who.inspect('link shown once');
    return { link, dialog };
}

test('a brief is read by a link without an account, the same numbers, and no more once it is taken back', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'guwenzhou', { width });
        const { page } = who;
        const { link, dialog } = await makeLink(who, `省厅张处长 ${width}`);
        await dialog.getByRole('button', { name: '关闭' }).click();
        const figures = await page.locator('.figure .value').allInnerTexts();
        assert.equal(figures.length, 6);

        const stranger = await comeBy(campus, 'nobody', { width });
        await stranger.page.goto(link);
        await stranger.settled();
        assert.deepEqual(await stranger.page.locator('.figure .value').allInnerTexts(), figures);
        await stranger.page.getByText(/转发，链接有效至/).waitFor();
        assert.equal(await stranger.page.locator('main a').count(), 0, 'no way into a case');
        // What stands behind the hash is in no address that a server or another site could see.
        const asked = await stranger.page.evaluate(() =>
            performance.getEntriesByType('resource').map((one) => one.name),
        );
        assert.ok(asked.every((address) => !address.includes('bh_brief_')));
        await stranger.inspect('shared brief');

        await page.getByRole('button', { name: '转发', exact: true }).click();
        await dialog.getByText('已打开 1 次').waitFor();
        await dialog.getByRole('button', { name: /^收回/ }).click();
        await dialog.getByText('已打开 1 次').waitFor({ state: 'detached' });
        stranger.expect(404);
        await stranger.page.reload();
        await stranger.settled();
        assert.equal(await stranger.page.locator('.figure').count(), 0);
        await stranger.page.getByText('请向转发的人要新的链接').waitFor();
        await stranger.inspect('brief taken back');
        await stranger.leave();
        await who.leave();
    }
});

test('the security administrator sees that a link is out, and ends it with a reason', async () => {
    const leader = await arrive(campus, 'guwenzhou');
    const { link } = await makeLink(leader, '外校李校长');
    const { account } = await leader.ask('/api/v1/session');
    await leader.leave();
    const who = await arrive(campus, 'anquan', { width: 390 });
    const { page } = who;
    await who.go(`/admin/accounts/${account}`);
    const section = page.locator('section', {
        has: page.getByRole('heading', { name: '不登录就能读的地址' }),
    });
    await section.getByText('外校李校长').first().waitFor();
    assert.equal(await section.getByText('bh_brief_').count(), 0);
    await who.inspect('held links');
    await section.getByRole('button', { name: /^停用 外校李校长/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('textarea').fill('链接发错了人');
    await dialog.getByRole('button', { name: '停用', exact: true }).click();
    await section.getByText('外校李校长').first().waitFor({ state: 'detached' });
    await who.leave();
    const stranger = await comeBy(campus, 'nobody', { expected: [404] });
    await stranger.page.goto(link);
    await stranger.settled();
    assert.equal(await stranger.page.locator('.figure').count(), 0);
    await stranger.leave();
});

test('an approval is handed over from its card, and the next card comes up', async () => {
    const who = await arrive(campus, 'guwenzhou', { width: 390 });
    const { page } = who;
    const list = await who.ask('/api/v1/cases?workflow=recruitment-event&stage=filing&sort=starts');
    await who.go('/m/approvals');
    let handed = null;
    for (const one of list.items) {
        const of = await who.ask(`/api/v1/cases/${one.number}`);
        if (of.common_acts.some((act) => act.id === 'hand_over' && act.allowed)) {
            handed = of;
            break;
        }
        await page.getByRole('button', { name: '下一件' }).click();
    }
    assert.ok(handed, 'nothing can be handed over');
    await page.getByRole('heading', { name: handed.title }).waitFor();
    await page.getByRole('button', { name: '转交…' }).click();
    await who.inspect('handing over');
    const { items } = await who.ask('/api/v1/people?limit=200');
    const director = items.find((one) =>
        one.roles.some(
            (held) =>
                held.role === 'employment_director' &&
                held.organisation === handed.organisation.name,
        ),
    );
    await page.getByRole('combobox', { name: '转交给' }).fill(director.name);
    await page
        .getByRole('option', { name: new RegExp(director.name) })
        .first()
        .click();
    await page.getByLabel('交代事项（对方会看到）').fill('请您先看安全预案');
    await page.getByRole('button', { name: '转交', exact: true }).click();
    await page
        .getByRole('status')
        .filter({ hasText: `已转交给 ${director.name}` })
        .waitFor();
    const now = await who.ask(`/api/v1/cases/${handed.number}`);
    assert.equal(now.in_hand.person, director.id);
    await who.inspect('handed over');
    await who.leave();
});
