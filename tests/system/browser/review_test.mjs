// 走访审核: what a leader logged in a minute is completed by the office in as many clicks as it needs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => {
    campus = await openCampus();
});
after(() => campus?.close());

/** Logs a visit as the leader does; returns its number. */
async function log(leader, data) {
    const { organisation } = await leader.ask('/api/v1/session');
    const answer = await leader.page.request.post(`${campus.origin}/api/v1/cases`, {
        headers: { 'X-Beihui': '1', 'Idempotency-Key': crypto.randomUUID() },
        data: { workflow: 'visit', act: 'log', organisation: organisation.id, data },
    });
    assert.equal(answer.status(), 201, await answer.text());
    return (await answer.json()).number;
}
const visit = (leader, more) => ({
    date: '2026-11-02',
    mode: '实地',
    lead: leader.person,
    lead_role: '校长(院长)',
    ...more,
});
async function arriveLeader() {
    const leader = await arrive(campus, 'guwenzhou', { width: 390 });
    leader.person = (await leader.ask('/api/v1/session')).person.id;
    return leader;
}
/** Counts clicks on the page from here on. */
async function countClicks(page) {
    await page.evaluate(() => {
        globalThis.clicks = 0;
        document.addEventListener('click', (event) => {
            // A label that is clicked clicks its field too.
            if (event.detail > 0) globalThis.clicks += 1;
        });
    });
    return () => page.evaluate(() => globalThis.clicks);
}

test('a visit to a firm typed by name is completed in three clicks, and its leader sees it', async () => {
    const leader = await arriveLeader();
    const { items } = await leader.ask('/api/v1/employers?limit=1');
    const firm = items[0];
    const number = await log(
        leader,
        visit(leader, {
            title: '走访一家只写了名称的企业',
            employer_typed: `${firm.name.slice(0, 6)}（简称）`,
            topics: ['岗位人才需求'],
            posts: 12,
        }),
    );
    const office = await arrive(campus, 'wangmin');
    const { page } = office;
    await office.go('/visits');
    await page.getByRole('link', { name: '走访审核' }).click();
    await office.settled();
    for (;;) {
        const more = page.getByRole('button', { name: /再显示/ });
        if ((await page.locator('.review', { hasText: '只写了名称' }).count()) > 0) break;
        await more.click();
        await office.settled();
    }
    const card = page.locator('.review', { hasText: '只写了名称' });
    await card.getByText(/尚未登记到用人单位库/).waitFor();
    assert.equal(await card.getByRole('button', { name: '受理' }).isDisabled(), true);
    await office.inspect('visits to review');
    const clicks = await countClicks(page);
    await card.getByRole('button', { name: firm.name }).click();
    await card.getByRole('button', { name: '补全并受理' }).click();
    await page.getByText(/已受理：.*会看到“就业办已补全”/).waitFor();
    assert.ok((await clicks()) <= 3, 'no more than three clicks');
    assert.equal(await card.count(), 0);
    const now = await office.ask(`/api/v1/cases/${number}`);
    assert.equal(now.stage, 'complete');
    assert.equal(now.data.visit.employer, firm.id);
    await office.leave();

    await leader.go('/m/visits');
    const line = leader.page.locator('li', { hasText: '只写了名称' });
    await line.getByText('就业办已补全').waitFor();
    await leader.inspect('my visits, one of them completed');
    await leader.leave();
});

test('a firm that is in no register is entered with its code on the card, and posts go along', async () => {
    const leader = await arriveLeader();
    const number = await log(
        leader,
        visit(leader, { title: '走访新企业', employer_typed: '𠮷祥<b>农业</b>', posts: 8 }),
    );
    const office = await arrive(campus, 'wangmin', { width: 390, expected: [422] });
    const { page } = office;
    await office.go('/visits/review');
    while ((await page.locator('.review', { hasText: '走访新企业' }).count()) === 0)
        await page.getByRole('button', { name: /再显示/ }).click();
    const card = page.locator('.review', { hasText: '走访新企业' });
    await card.getByRole('button', { name: '登记为新单位' }).click();
    await card.getByLabel('统一社会信用代码').fill('91330000MA0000000X');
    await card.getByLabel('企业规模').selectOption('小型');
    await card.getByRole('button', { name: '登记并选用' }).click();
    await card.getByRole('alert').waitFor();
    await office.inspect('a code that is wrong');
    assert.equal(await card.getByLabel('单位名称').inputValue(), '𠮷祥<b>农业</b>');
    await card.getByLabel('统一社会信用代码').fill(creditCode('91000000MA9WXYT01'));
    await card.getByRole('button', { name: '登记并选用' }).click();
    await card.locator('.chosen').waitFor();
    await card.getByLabel('岗位人才需求').check();
    await card.getByRole('button', { name: '补岗位明细' }).click();
    await card.getByLabel('岗位名称').fill('农艺师');
    assert.equal(await card.getByLabel('岗位数（个）').inputValue(), '8');
    await card.getByRole('button', { name: '补全并受理' }).click();
    await page.getByText(/已受理：走访新企业/).waitFor();
    const now = await office.ask(`/api/v1/cases/${number}`);
    assert.equal(now.stage, 'complete');
    assert.equal(now.employers[now.data.visit.employer].name, '𠮷祥<b>农业</b>');
    assert.deepEqual(
        now.rows.posts.map((row) => [row.title, row.openings]),
        [['农艺师', 8]],
    );
    await office.leave();
    await leader.leave();
});

/** The 17 characters with the check digit of GB 32100 behind them. */
function creditCode(body) {
    const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    const sum = [...body].reduce((all, sign, i) => all + signs.indexOf(sign) * (3 ** i % 31), 0);
    return body + signs[(31 - (sum % 31)) % 31];
}
