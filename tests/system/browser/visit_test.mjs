// Visits logged on a phone, with and without a network, on the real program.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { chooseRole, firmsKnown, kept, phone, submit, visitsTo } from './visit_steps.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

test('when the answer is lost on the way, the visit is sent again and stored once', async () => {
    const who = await arrive(campus, 'sunqian', phone);
    const { page } = who;
    const firm = '回执丢失的新企业有限公司';
    let lost = 0;
    await page.route('**/api/v1/cases', async (route) => {
        if (route.request().method() !== 'POST' || lost > 1) return route.fallback();
        lost += 1;
        await route.fetch(); // it arrives, and is stored
        await route.abort('internetdisconnected');
    });
    await page.locator('#firm').fill(firm);
    await chooseRole(page, '书记');
    await submit(page).click();
    await page.getByRole('heading', { name: '已存在本机' }).waitFor();
    // Twice more by itself; the button only makes it sooner.
    await page.getByText('待上传').first().waitFor({ state: 'detached', timeout: 45_000 });
    assert.equal(lost, 2);
    assert.equal((await visitsTo(who, firm)).length, 1);
    await who.leave();
});

test('a visit is taken back within half an hour and counts no more; the history keeps both', async () => {
    const who = await arrive(campus, 'sunqian', phone);
    const { page } = who;
    page.on('dialog', (dialog) => dialog.accept());
    await page.locator('#firm').fill('误记的新企业有限公司');
    await chooseRole(page, '书记');
    await submit(page).click();
    await page.getByRole('heading', { name: '已记录' }).waitFor();
    await page.getByText('尚未登记到用人单位库').waitFor();
    await page.getByText(/今年第 \d+ 次走访/).waitFor();
    await who.inspect('visit logged');
    const number = await page.locator('.done .number').innerText();
    await page.getByRole('button', { name: /撤回/ }).click();
    await page.getByRole('heading', { name: '已撤回' }).waitFor();
    const of = await who.ask(`/api/v1/cases/${number}`);
    assert.equal(of.stage, 'cancelled');
    assert.deepEqual((await who.ask(`/api/v1/cases/${number}/facts`)).facts, []);
    const { items } = await who.ask(`/api/v1/cases/${number}/history`);
    assert.deepEqual(
        items.map((one) => one.act),
        ['cancel', 'log'],
    );
    await who.leave();
});

test('a phone whose date is a day ahead says so and fills in the day of Beijing', async () => {
    const who = await arrive(campus, 'sunqian', phone);
    const { page } = who;
    const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
    await page.clock.setSystemTime(Date.now() + 24 * 3600_000);
    await page.reload();
    await page.getByText('本机日期比北京时间快 1 天').waitFor();
    assert.equal(await page.locator('input[type=date]').first().inputValue(), today);
    await who.inspect('wrong clock');
    await who.leave();
});

test('the back button never loses what was typed and never sends a visit twice', async () => {
    const who = await arrive(campus, 'sunqian', phone);
    const { page } = who;
    const firm = '返回键企业有限公司';
    await page.locator('#firm').fill(firm);
    await page.locator('textarea').first().fill('写到一半');
    await page.getByRole('link', { name: '我的走访' }).click();
    await page.getByRole('heading', { name: '我的走访' }).waitFor();
    await page.goBack();
    assert.equal(await page.locator('#firm').inputValue(), firm);
    assert.equal(await page.locator('textarea').first().inputValue(), '写到一半');
    await chooseRole(page, '书记');
    await submit(page).click();
    await page.getByRole('heading', { name: '已记录' }).waitFor();
    await page.goBack();
    await page.locator('#firm').waitFor();
    assert.equal(await page.locator('#firm').inputValue(), '');
    await page.goForward();
    await page.locator('#firm').waitFor();
    assert.equal((await visitsTo(who, firm)).length, 1);
    await who.leave();
});

test('names of 300 characters, rare characters, right-to-left text and HTML are kept as text', async () => {
    const who = await arrive(campus, 'sunqian', phone);
    const { page } = who;
    const odd = '𠮷野<img src=x onerror=alert(1)>🏭שלום';
    await page.locator('#firm').fill(odd + '长'.repeat(300));
    await chooseRole(page, '书记');
    await submit(page).click();
    await page.getByRole('heading', { name: '已记录' }).waitFor();
    await who.inspect('odd name');
    const number = await page.locator('.done .number').innerText();
    const of = await who.ask(`/api/v1/cases/${number}`);
    assert.ok(of.data.visit.employer_typed.startsWith(odd));
    await who.leave();
});

// The budget is a minute. People tap about every 1.3 s and press a letter about every 0.35 s.
test('at the pace of a person a visit takes far less than a minute', async (t) => {
    const who = await arrive(campus, 'guwenzhou', { width: 390 });
    const { page } = who;
    await firmsKnown(page);
    const tap = async (one) => {
        await page.waitForTimeout(1300);
        await one.click();
    };
    const type = async (text, each) => {
        for (const sign of text) {
            await page.waitForTimeout(each);
            await page.keyboard.insertText(sign);
        }
    };
    const measure = async (letters, note) => {
        const begun = Date.now();
        await type(letters, 350);
        await tap(page.locator('.found button').first());
        if (note) {
            await tap(page.locator('textarea').first());
            await type(note, 900);
        }
        await tap(submit(page));
        await page.getByRole('heading', { name: '已记录' }).waitFor();
        return (Date.now() - begun) / 1000;
    };
    const bare = await measure('nbht', '');
    await page.getByRole('button', { name: '再记一家' }).click();
    const noted = await measure('jhsx', '新增岗位二十个，愿意进校招聘');
    t.diagnostic(`a visit: ${bare.toFixed(1)} s, with a note ${noted.toFixed(1)} s`);
    assert.ok(noted < 60, `${noted} s`);
    await who.leave();
});
