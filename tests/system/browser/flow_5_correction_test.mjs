// A correction after a table was locked: a reason, evidence, and another version that says what changed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';
import { readWorkbook, saved } from './workbook.mjs';

const span = 'from=2026-04-01&to=2026-06-30';
let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

test('flow 5: a correction after the lock makes a second version with a list of what changed', async () => {
    const who = await arrive(campus, 'qianfang');
    const { page } = who;
    await who.go(`/tables/2026.annex1/filing?${span}`);
    await page.getByRole('button', { name: '锁定并报送' }).click();
    await page.getByRole('status').filter({ hasText: '已锁定第 1 版' }).waitFor();

    // The same again is no version; another number needs a reason and evidence.
    const again = page.getByRole('button', { name: '锁定为第 2 版' });
    assert.ok(await again.isDisabled());
    await page.getByRole('button', { name: '更正这一格 签订' }).click();
    const typed = page.locator('.typed');
    await typed.getByLabel('报送值').fill('91');
    await typed.getByText('还缺更正理由').waitFor();
    await typed.getByLabel('更正理由').fill('补登一人，协议原件在案');
    await typed.getByText('还缺佐证材料').waitFor();
    assert.ok(await again.isDisabled());
    await typed.locator('input[type=file]').setInputFiles({
        name: '就业协议.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('%PDF-1.4\n就业协议'),
    });
    await typed.getByRole('link', { name: '佐证 1：就业协议.pdf' }).waitFor();
    await page.getByLabel('为什么再报一版').fill('核对签到后更正');
    await who.inspect('a correction');
    await again.click();
    await page.getByRole('status').filter({ hasText: '已锁定第 2 版' }).waitFor();
    const card = page.locator('article').first();
    await card.getByText('→ 91').waitFor();
    await card.getByText('核对签到后更正').waitFor();
    await who.inspect('two versions');

    // What shows it can be opened; it is told of inside, and not on what goes out.
    const evidence = await saved(page, () => card.getByRole('link', { name: '佐证 1' }).click());
    assert.match(evidence.bytes.toString(), /就业协议/);
    const official = await saved(page, () =>
        card.getByRole('link', { name: 'XLSX（原样式）' }).click(),
    );
    assert.match(official.name, /第2版\.xlsx$/);
    const form = readWorkbook(official.bytes);
    assert.deepEqual(Object.keys(form), ['附件 1']);
    assert.equal(form['附件 1'][5].at(-1), 91);
    assert.doesNotMatch(JSON.stringify(form), /更正|系统计数/);
    const internal = await saved(page, () =>
        card.getByRole('link', { name: '内部留存 XLSX' }).click(),
    );
    assert.match(internal.name, /第2版_内部留存\.xlsx$/);
    assert.match(
        JSON.stringify(readWorkbook(internal.bytes)['口径说明']),
        /报送值 91，系统计数 \d+，更正理由：补登一人，协议原件在案（佐证 1 份）/,
    );
    const mail = await saved(page, () => card.getByRole('link', { name: '报送邮件 .eml' }).click());
    assert.match(mail.name, /第2版\.eml$/);

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
