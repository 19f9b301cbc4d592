// Monday: who has not filed is reminded, the school sends its draft, the province locks its table, the
// file is the form of the circular, and every number on it leads to its cases.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';
import { readWorkbook, saved } from './workbook.mjs';

const span = 'from=2026-04-01&to=2026-06-30';
let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

const plain = (text) => Number(text.replace(/[,\s]/g, ''));

test('flow 4: who has not filed is reminded after a preview', async () => {
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
        await page.getByText(/最近催办 .+ 赵磊/).waitFor();
        await who.leave();
    }
});

test('flow 4: the telephone of a unit is masked until a reason is stated', async () => {
    const who = await arrive(campus, 'zhaolei');
    const { page } = who;
    const forms = await who.ask('/api/v1/filings/forms');
    const { circular, form } = forms.items.find((one) => one.form === '2026.annex2');
    const at = `/api/v1/filings/matrix?circular=${circular}&form=${form}`;
    const [row] = (await who.ask(at)).items;
    const ledger = await page.request.get(`${campus.origin}/api/v1/cases/${row.ledger}`);
    const contact = { number: '1', unit: '省教育厅', name: '周某某', phone: '0571-87050000' };
    const recorded = await page.request.post(`${campus.origin}/api/v1/cases/${row.ledger}/acts`, {
        headers: {
            'X-Beihui': '1',
            'Idempotency-Key': crypto.randomUUID(),
            'If-Match': ledger.headers().etag,
        },
        data: { act: 'record_contacts', data: { rows: [contact] } },
    });
    assert.equal(recorded.status(), 200);
    await who.go(`/filings?circular=${circular}&form=${form}`);
    await page.getByText('电话已隐藏').waitFor();
    assert.equal(await page.getByText('0571').count(), 0);
    await page.getByRole('button', { name: /^查看.+的联系电话$/ }).click();
    await page.getByLabel(/^为什么查看/).fill('电话催报附件 2');
    await who.inspect('a reason for a telephone');
    await page.getByRole('button', { name: '显示 15 分钟' }).click();
    await page.getByRole('link', { name: '0571-87050000' }).waitFor();
    await who.inspect('a telephone');
    await who.leave();
});

test('flow 4: the school sends what its draft says, and the draft says it is sent', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    await page.getByRole('link', { name: '报送草稿' }).click();
    await page.waitForURL(/\/filings\/drafts/);
    await who.settled();
    const drafts = await who.ask('/api/v1/filings/drafts');
    const draft = drafts.items.find((one) => one.table === '2026.annex1');
    const card = page.locator('[data-table="2026.annex1"]');
    await card.getByText('还没有报过').waitFor();
    const shown = await card.locator('tbody tr').all();
    assert.equal(shown.length, draft.cells.length);
    for (const [i, cell] of draft.cells.entries()) {
        const now = await shown[i].locator('.now').innerText();
        if (cell.blank?.recorded === 0) assert.equal(now, '没有登记');
        else assert.equal(plain(now), cell.value);
    }
    await who.inspect('drafts');
    await card.getByRole('link', { name: '送省' }).click();
    await page.waitForURL(/\/filing\?/);
    await page.getByRole('heading', { name: '核对一遍' }).waitFor();
    await page.getByRole('button', { name: '送省' }).click();
    await page.getByRole('status').filter({ hasText: '已锁定第 1 版' }).waitFor();
    await page.getByText('重算摘要一致').waitFor();

    await who.go('/filings/drafts');
    await card.getByText('与第 1 版相同').waitFor();
    const sent = (await who.ask('/api/v1/filings/drafts')).items.find(
        (one) => one.table === '2026.annex1',
    );
    assert.equal(await card.locator('.code').innerText(), sent.last.hash);
    assert.equal(await card.getByRole('link', { name: '送省' }).count(), 0);
    await who.inspect('a draft that was sent');
    await who.leave();

    const phone = await arrive(campus, 'wangmin', { width: 390 });
    await phone.go('/filings/drafts');
    await phone.inspect('drafts on a phone');
    await phone.leave();
});

test('flow 4: the province locks its table, and the file is the form cell for cell', async () => {
    const who = await arrive(campus, 'qianfang');
    const { page } = who;
    await who.go(`/tables/2026.annex1/filing?${span}`);
    await page.getByText('还没有锁定过').waitFor();
    await who.inspect('before it is frozen');
    await page.getByRole('button', { name: '锁定并报送' }).click();
    await page.getByRole('status').filter({ hasText: '已锁定第 1 版' }).waitFor();
    await page.getByText('重算摘要一致').waitFor();
    const file = await saved(page, () =>
        page.getByRole('link', { name: 'XLSX（原样式）' }).click(),
    );
    assert.equal(file.name, '浙江省_附件1_2026第一阶段_20260630.xlsx');
    // As the circular prints it, character by character, and nothing else in the file.
    assert.deepEqual(readWorkbook(file.bytes), {
        '附件 1': [
            ['附件 1'],
            ['进校招聘活动成果统计表'],
            ['(中小企业主管部门填报)'],
            ['浙江省(区、市)'],
            [
                '举办活动次数 (场)',
                '参与中小企业数量 (家次)',
                '参与专精特新中小企业数量 (家次)',
                '提供岗位数 (个)',
                '参与高校毕业生人数 (人次)',
                '签订就业(意向)协议人数 (人)',
            ],
            campus.printed.cells.map((cell) => cell.value),
            ['注：该表格报送至rlzy@chinasme.org.cn，同时抄送fengmj@chsi.com.cn'],
        ],
    });
    const mail = await saved(page, () => page.getByRole('link', { name: '报送邮件 .eml' }).click());
    assert.equal(mail.name, '浙江省_附件1_2026第一阶段_20260630.eml');
    const text = mail.bytes.toString('latin1');
    assert.match(text, /\r\nTo: rlzy@chinasme\.org\.cn\r\n/);
    assert.match(text, /\r\nCc: fengmj@chsi\.com\.cn\r\n/);
    assert.ok(text.split('\r\n').every((line) => line.length <= 78));
    await who.leave();
});

test('flow 4: a cell leads to its case in three clicks, and every step adds up', async () => {
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
