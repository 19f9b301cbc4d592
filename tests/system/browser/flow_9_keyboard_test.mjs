// Flow 9: with the keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { firmsKnown, visitsTo } from './visit_steps.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

test('flow 9: with the keyboard alone: search, go, walk a list, open, and the sheet of keys', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    const at = (path) => page.waitForURL((url) => url.pathname === path);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '键盘快捷键' }).waitFor();
    await who.inspect('keys');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await at('/tables');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await at('/cases');
    await who.settled();
    await page.keyboard.press('/');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('type'));
    assert.equal(await focused(), 'search');
    await page.keyboard.type('gb?'); // letters in a field are letters
    assert.equal(new URL(page.url()).pathname, '/cases');
    await page.locator('main input[type=search]').fill('');
    await who.settled();
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const first = await page.evaluate(() => document.activeElement?.getAttribute('href'));
    assert.match(first, /^\/cases\//);
    await page.keyboard.press('Enter');
    await at(first);
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: '搜索与命令' });
    await box.waitFor();
    await who.inspect('palette');
    await page.keyboard.type('双选会');
    await page.getByRole('option', { name: /BH-/ }).first().waitFor();
    await who.inspect('palette found');
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('规则包');
    await page.keyboard.press('Enter');
    await at('/packs');
    await who.leave();
});

test('flow 9: a visit is logged with the keyboard alone', async () => {
    const who = await arrive(campus, 'guwenzhou', { width: 390 });
    const { page } = who;
    await firmsKnown(page);
    const firm = await page.locator('.found button span:first-child').nth(1).innerText();
    const before = (await visitsTo(who, firm)).length;
    const active = () => page.evaluate(() => document.activeElement?.id);
    assert.equal(await active(), 'firm', 'the field for the firm has the focus');
    await page.keyboard.type(firm.slice(0, 6));
    await page.locator('.found button').first().filter({ hasText: firm }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '换一家' }).waitFor();
    for (let i = 0; i < 60; i += 1) {
        if (await page.evaluate(() => document.activeElement?.closest('.send') !== null)) break;
        await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '已记录' }).waitFor();
    await page.keyboard.press('Enter'); // 再记一家 has the focus
    await page.locator('#firm').waitFor();
    assert.equal((await visitsTo(who, firm)).length, before + 1);
    await who.leave();
});
