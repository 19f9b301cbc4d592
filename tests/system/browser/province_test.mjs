// What a province does with its numbers, on the real program with the demonstration in it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

const span = 'from=2026-04-01&to=2026-06-30';
let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

const plain = (text) => Number(text.replace(/[,\s]/g, ''));

async function saved(page, click) {
    const [download] = await Promise.all([page.waitForEvent('download'), click()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test('a cell leads to its case in three clicks, and every step adds up', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'qianfang', { width });
        const { page } = who;
        await who.go(`/tables/2026.annex1?${span}`);
        const sheet = await who.ask(`/api/v1/tables/2026.annex1?${span}`);
        const smes = sheet.cells.find((one) => one.column === 'smes');
        await page.locator('.sheet td button').nth(1).focus();
        await page.locator('.formula').getByText(smes.formula.zh).waitFor();
        await page.getByText('各行相加与表中一致').waitFor();
        await who.inspect('sheet');

        await page.locator('.sheet td button').nth(1).click();
        await page.waitForURL(/\/cells\/smes/);
        await who.settled();
        assert.equal(plain(await page.locator('.big b').innerText()), smes.value);
        const units = await page.locator('.rows li b').allInnerTexts();
        assert.equal(
            units.map(plain).reduce((sum, one) => sum + one, 0),
            smes.value,
        );
        await page.getByText('各行相加与表中一致').waitFor();
        await who.inspect('composition by unit');

        await page.locator('.rows li a').first().click();
        await page.waitForURL(/of=/);
        await page.getByRole('tab', { name: '按案卷' }).waitFor();
        await page.getByText('各行相加与表中一致').waitFor();
        assert.equal(await page.locator('.note.bad').count(), 0);
        await who.inspect('composition by case');
        const link = page.locator('.rows li .small a').first();
        const number = await link.innerText();
        await link.click();
        await page.waitForURL(new RegExp(`/cases/${number}`));
        await who.leave();
    }
});

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

test('a table is frozen, mailed as the circular says, and corrected in another version', async () => {
    const who = await arrive(campus, 'qianfang');
    const { page } = who;
    await who.go(`/tables/2026.annex1/filing?${span}`);
    await page.getByText('还没有锁定过').waitFor();
    await who.inspect('before it is frozen');
    await page.getByRole('button', { name: '锁定并报送' }).click();
    await page.getByRole('status').filter({ hasText: '已锁定第 1 版' }).waitFor();
    await page.getByText('重算摘要一致').waitFor();
    const mail = await saved(page, () => page.getByRole('link', { name: '报送邮件 .eml' }).click());
    assert.equal(mail.name, '浙江省_附件1_2026第一阶段_20260630.eml');
    const text = mail.bytes.toString('latin1');
    assert.match(text, /\r\nTo: rlzy@chinasme\.org\.cn\r\n/);
    assert.match(text, /\r\nCc: fengmj@chsi\.com\.cn\r\n/);
    assert.ok(text.split('\r\n').every((line) => line.length <= 78));
    const sheet = await saved(page, () =>
        page.getByRole('link', { name: 'XLSX（原样式）' }).click(),
    );
    assert.equal(sheet.name, '浙江省_附件1_2026第一阶段_20260630.xlsx');

    // The same again is no version; another number with a reason is one.
    assert.ok(await page.getByRole('button', { name: '锁定为第 2 版' }).isDisabled());
    await page.getByRole('button', { name: '更正这一格 签订' }).click();
    const typed = page.locator('.typed');
    await typed.getByLabel('报送值').fill('91');
    await typed.getByLabel('更正理由').fill('补登一人，协议原件在案');
    await page.getByLabel('为什么再报一版').fill('核对签到后更正');
    await who.inspect('a correction');
    await page.getByRole('button', { name: '锁定为第 2 版' }).click();
    await page.getByRole('status').filter({ hasText: '已锁定第 2 版' }).waitFor();
    const card = page.locator('article').first();
    await card.getByText('→ 91').waitFor();
    await card.getByText('核对签到后更正').waitFor();
    const second = await saved(page, () =>
        card.getByRole('link', { name: '报送邮件 .eml' }).click(),
    );
    assert.match(second.name, /第2版\.eml$/);
    await who.inspect('two versions');

    // The sheet has a mark on the screen, and none on paper.
    await who.go(`/tables/2026.annex1?${span}`);
    await page.locator('.sheet td.corrected').waitFor();
    await page.getByText('已锁定第 2 版').waitFor();
    const printed = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    assert.equal(printed.match(/\/Type \/Page\b(?!s)/g).length, 1);
    const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(printed);
    assert.deepEqual([Math.round(box[1]), Math.round(box[2])], [842, 595]);
    await who.leave();
});

test('the progress of filings reminds after a preview', async () => {
    for (const width of [390, 1440]) {
        const who = await arrive(campus, 'zhaolei', { width });
        const { page } = who;
        await who.go('/filings');
        await page.locator('.grid tbody tr').first().waitFor();
        const forms = await who.ask('/api/v1/filings/forms');
        assert.ok(forms.items.length > 0);
        const counts = await page.locator('.counts dd').allInnerTexts();
        const [all, filed, missing] = counts.map((one) => Number(/^\d+/.exec(one)[0]));
        assert.equal(all, filed + missing);
        await who.inspect('progress');
        await page.getByRole('button', { name: /一键催办/ }).click();
        await page.locator('.preview li').first().waitFor();
        assert.match(await page.locator('.preview li').first().innerText(), /催办：.+。/);
        await page.getByLabel('附言').fill('请本周内报来');
        await who.inspect('preview of the reminders');
        await page.getByRole('button', { name: '发出催办' }).click();
        await page.getByRole('status').filter({ hasText: '已催办' }).waitFor();
        if (width === 390) await page.getByText('已催办 1 个单位').waitFor();
        // The second of the day says who was before.
        else await page.getByText(/没有催成/).waitFor();
        await who.leave();
    }
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
