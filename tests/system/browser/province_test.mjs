// What a province does with its numbers, on the real program with the demonstration in it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';
import { saved } from './workbook.mjs';

const span = 'from=2026-04-01&to=2026-06-30';
let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

test('what was left out stands with its reason, and the list can be taken along', async () => {
    const who = await arrive(campus, 'qianfang');
    const { page } = who;
    await who.go(`/tables/2026.annex1/cells/smes?${span}&view=left_out`);
    await page.locator('.facts .why').first().waitFor();
    const whys = await page.locator('.facts .why').allInnerTexts();
    assert.ok(whys.every((why) => why.startsWith('未计入：')));
    await who.inspect('left out');
    const { name, bytes } = await saved(page, () =>
        page.getByRole('link', { name: '导出清单' }).click(),
    );
    assert.match(name, /\.xlsx$/);
    assert.equal(bytes.subarray(0, 2).toString(), 'PK');
    await who.go(`/tables/2026.annex1/cells/smes?${span}&view=counted`);
    await page.locator('.facts li').first().waitFor();
    while (await page.getByRole('button', { name: '再列一些' }).count()) {
        await page.getByRole('button', { name: '再列一些' }).click();
        await who.settled();
    }
    await page.getByText('各行相加与表中一致').waitFor();
    await who.leave();
});

test('two departments, earlier periods, tiles and weeks stand with tables of their own', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'qianfang', { width });
        const { page } = who;
        await who.go(`/tables/2026.annex1/comparison?${span}`);
        await page.getByText('差额全部来自上面的案卷').first().waitFor();
        const both = await who.ask(
            `/api/v1/tables/2026.annex1/comparison?with=2026.annex2&${span}`,
        );
        assert.deepEqual(
            both.pairs.map((one) => one.left.label),
            ['提供岗位数 (个)', '签订就业(意向)协议人数 (人)'],
        );
        assert.equal(await page.locator('.note.bad').count(), 0);
        await page
            .getByRole('button', { name: width === 1440 ? '登记意见' : '修改意见' })
            .first()
            .click();
        await page.getByLabel('意见', { exact: true }).selectOption('双方确认口径不同');
        await page.getByLabel(/^说明/).fill('附件 2 只计走访带来的岗位');
        await who.inspect('an opinion on a difference');
        await page.getByRole('button', { name: '登记意见到台账' }).click();
        await page.locator('.notes .note').getByText('附件 2 只计走访带来的岗位').waitFor();
        await who.inspect('comparison');

        await who.go('/tables/2026.annex1/earlier?from=2026-10-01&to=2026-12-31');
        await page.getByText('口径相同').first().waitFor();
        await page.getByLabel(/对照 · 表/).selectOption('2025.annex3');
        await page.getByText('口径不同').first().waitFor();
        await who.inspect('earlier');

        await who.go(`/tables/2026.annex1/trend?${span}`);
        await page.locator('.bars svg').waitFor();
        assert.equal(await page.locator('.tile:not(.outside)').count(), 37);
        assert.equal(await page.locator('.tile.outside').count(), 3);
        await page.getByText('示意，不表示行政界线').waitFor();
        assert.equal(await page.locator('.tile a').count(), width === 1440 ? 1 : 0);
        await who.inspect('trend');
        for (let i = 0; i < 2; i += 1)
            await page.getByRole('button', { name: '看表格' }).first().click();
        assert.equal(await page.locator('section').first().locator('tbody tr').count(), 37);
        await who.inspect('trend as tables');
        await who.leave();
    }
});
