// Flow 8: two people edit one case, and nothing that either typed is lost.
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
    test(`flow 8: two people edit one case at ${width} px: each field is merged or chosen, and nothing typed is lost`, async () => {
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
