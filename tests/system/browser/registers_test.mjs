// The employment office with its lists: a file from Excel into the register and out again, and employers
// that were registered twice.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => {
    campus = await openCampus();
});
after(async () => {
    await campus?.close();
});

const sheet = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const step = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** From the file to the check, at the page that is open. */
async function checkFile(who, file) {
    const { page } = who;
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('已按表头的字样对应好').waitFor();
    await step(page, '检查');
    await page.getByText(/^共 \d+ 行/).waitFor();
}
const found = async (who, name) =>
    (await who.ask(`/api/v1/employers?q=${encodeURIComponent(name)}`)).items;

test('a list with merged headings and totals goes in, and is taken back as a whole', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    await who.go('/employers');
    await page.getByRole('link', { name: '从 Excel 导入' }).click();
    await who.settled();
    await who.inspect('choose');
    const list = [
        '2026年春季参会企业名单,,,,',
        '序号,*企业名称（全称）,统一代码,联系人,',
        ',,,姓名,电话',
        '1,海曙软件测试有限公司,91000000MA00000157,张三,0574-1',
        '2,<b>粗体</b>科技有限公司,,李四,=1+1',
        '3,代码有误有限公司,91000000MA00000158,王五,',
        '4,海曙软件测试有限公司,91000000MA00000157,张三,0574-1',
        '合计,4,,,',
    ].join('\n');
    await page.locator('input[type=file]').setInputFiles(sheet('春季名单.csv', list));
    await page.getByText('表头在第 2—3 行').waitFor();
    await page.getByText('还缺：企业规模').waitFor();
    assert.ok(await page.getByRole('button', { name: '检查', exact: true }).isDisabled());
    await who.inspect('match');
    await page
        .locator('.fills label', { hasText: '企业规模' })
        .locator('select')
        .selectOption('小型');
    await step(page, '检查');
    await page.getByText('共 4 行：2 可导入，1 需修改，1 重复').waitFor();
    await page.getByText('第 6 行 C 列').waitFor();
    await page.getByText(/应为 7/).waitFor();
    await who.inspect('check');
    await step(page, '重复 1');
    await page.getByText('与第 4 行重复').waitFor();
    const saving = page.waitForEvent('download');
    await step(page, '下载标红的原表');
    const saved = await saving;
    assert.equal(saved.suggestedFilename(), '春季名单_标红.xlsx');
    assert.equal((await readFile(await saved.path())).subarray(0, 2).toString(), 'PK');
    await step(page, '下一步：2 行');
    await page.getByText('登记 2 家用人单位').waitFor();
    await who.inspect('confirm');
    await step(page, '导入 2 行');
    await page.getByText('已登记 2 家用人单位').waitFor();
    assert.equal((await found(who, '海曙软件测试')).length, 1);
    // What looks like a page is a name.
    await who.go('/employers?q=粗体');
    await page.getByRole('link', { name: '<b>粗体</b>科技有限公司' }).waitFor();

    await who.go('/imports');
    await step(page, '整批撤销');
    await page.getByLabel('撤销的理由').fill('选错了文件');
    await who.inspect('undo');
    await step(page, '撤销 2 行');
    await page.getByText(/王敏 已于 .* 撤销/).waitFor();
    assert.equal((await found(who, '海曙软件测试')).length, 0);
    await who.leave();
});

test('a list that was sent when the network went is in once', async () => {
    const who = await arrive(campus, 'wangmin', { width: 390, expected: ['offline'] });
    const { page } = who;
    await who.go('/imports?kind=employers');
    await checkFile(who, sheet('名单.csv', '单位名称,规模\n断网试验有限公司,小型\n'));
    await who.inspect('check');
    await step(page, '下一步：1 行');
    await page.context().setOffline(true);
    await step(page, '导入 1 行');
    await page.getByRole('alert').first().waitFor();
    await page.context().setOffline(false);
    await step(page, '导入 1 行');
    await page.getByText('已登记 1 家用人单位').waitFor();
    assert.equal((await found(who, '断网试验')).length, 1);
    await who.inspect('done');
    await who.leave();
});

test('a file that is no list of ours is refused with a sentence', async () => {
    const who = await arrive(campus, 'wangmin', { expected: [422] });
    const { page } = who;
    await who.go('/imports');
    const input = page.locator('input[type=file]');
    await input.setInputFiles({
        ...sheet('旧名单.xls', 'x'),
        mimeType: 'application/vnd.ms-excel',
    });
    await page.getByText('请在 Excel 或 WPS 里“另存为”xlsx').waitFor();
    await input.setInputFiles(sheet('空.csv', '企业名称,规模\n'));
    await page.getByText('文件里没有可导入的行').waitFor();
    await input.setInputFiles(sheet('坏.xlsx', 'PK\x03\x04 not a workbook'));
    await page.getByText('读不出表格').waitFor();
    await who.leave();
});

test('an employer is found by the first letters of its name, by state and by certificate', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'wangmin', { width });
        const { page } = who;
        await who.go('/employers');
        await who.inspect('employers');
        const [firm] = (await who.ask('/api/v1/employers?srdi=true&limit=1')).items;
        const search = page.getByRole('searchbox');
        await search.fill('zzzzqqqq');
        await page.getByText('没有符合条件的用人单位').waitFor();
        await step(page, '清除筛选');
        await search.fill('nbxds');
        await page.getByText('按拼音首字母查找').waitFor();
        await page.locator('a:visible', { hasText: '宁波雪窦山动漫有限公司' }).waitFor();
        assert.equal(await page.locator('main a:visible', { hasText: '台州' }).count(), 0);
        await search.fill(firm.name.slice(0, 6));
        await page.locator('a:visible', { hasText: firm.name }).first().waitFor();
        await page.getByLabel('只看专精特新').check();
        await page.locator('a:visible', { hasText: firm.name }).first().waitFor();
        assert.match(page.url(), /srdi=1/);
        await who.leave();
    }
});

test('two registrations of one employer become one, and the code is checked as it is typed', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    await who.go('/imports?kind=employers');
    await checkFile(
        who,
        sheet(
            '重复.csv',
            '单位名称,规模\n合并试验传感有限公司,小型\n合并试验传感股份有限公司,小型\n',
        ),
    );
    await step(page, '下一步：2 行');
    await step(page, '导入 2 行');
    await page.getByText('已登记 2 家用人单位').waitFor();

    await who.go('/employers');
    await step(page, '查重');
    const group = page.locator('#alike .groups > li', { hasText: '合并试验传感股份有限公司' });
    await group.getByText('名称相同').waitFor();
    // Not the same: remembered, and taken back.
    await group.getByRole('button', { name: '不是同一家' }).click();
    await group.getByLabel('判断依据').fill('注册地和法人都不同');
    await who.inspect('told apart');
    await group.getByRole('button', { name: '记为不是同一家' }).click();
    await page.getByText(/已记住，.*合并试验传感/).waitFor();
    await group.waitFor({ state: 'detached' });
    await page.getByText('记过“不是同一家”的（1）').click();
    await page.locator('details').getByText('注册地和法人都不同').waitFor();
    await who.inspect('pairs that were told apart');
    await page.getByRole('button', { name: /^撤销 合并试验传感/ }).click();
    await group.getByText('名称相同').waitFor();
    await group.getByRole('button', { name: '合并…' }).click();
    await who.inspect('merge');
    await group.getByRole('radio', { name: /合并试验传感有限公司/ }).check();
    await group.getByRole('button', { name: '并入 1 家' }).click();
    await page.getByText('合并试验传感股份有限公司已并入合并试验传感有限公司').waitFor();
    const left = await found(who, '合并试验传感');
    assert.deepEqual(
        left.map((one) => one.name),
        ['合并试验传感有限公司'],
    );

    await who.go('/cases/new?workflow=employer');
    const code = page.getByLabel('统一社会信用代码');
    await code.fill('91000000MA0000015');
    await page.getByText('还差 1 位').waitFor();
    await code.fill('91000000MA00000158');
    await page.getByText(/应为 7/).waitFor();
    await code.fill('91000000MA00000157');
    await page.getByText('校验码正确').waitFor();
    await who.leave();
});
