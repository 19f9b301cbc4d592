// Policy staff at the pages of the studio, on the real program.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

// The server looks at two drafts at a time; the page waits its turn by itself.
const busy = { expected: [503] };

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

const kept = (page) =>
    page.locator('[data-kept]').filter({ hasText: '已存在本机浏览器' }).waitFor();

test('what was typed in a draft is there again after the page was closed without saving', async () => {
    const who = await arrive(campus, 'shenyi', busy);
    const { page } = who;
    await who.go('/packs/2025-bairi/studio');
    await page.getByRole('button', { name: '起草勘误' }).click();
    await page.getByRole('button', { name: '删除草稿' }).waitFor();
    await page.getByRole('combobox', { name: '文件' }).selectOption('CHANGES.md');
    await page.locator('.editor .cm-content').and(page.getByLabel('CHANGES.md')).click();
    await page.keyboard.type('浏览器里写的一句话。');
    await page.goto('about:blank');
    await who.go('/packs/2025-bairi/studio?file=CHANGES.md');
    await page.locator('.editor').getByText('浏览器里写的一句话。').waitFor();
    await who.leave();
});

test('a fault is drawn under its words while one types, and never blocks keeping the draft', async () => {
    const who = await arrive(campus, 'shenyi', busy);
    const { page } = who;
    await who.go('/packs/2025-bairi/studio');
    await page.getByRole('button', { name: '起草勘误' }).click();
    await page.getByRole('button', { name: '删除草稿' }).waitFor();
    await page.getByRole('combobox', { name: '文件' }).selectOption('params.yaml');
    await page.locator('.editor .cm-content').and(page.getByLabel('params.yaml')).click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('wrong: { values: { 2026-01-01: { value: 1, clause: 2025/无 } } }\n');
    await page.locator('.editor .cm-lintRange-error').first().waitFor();
    await page.getByText('2025/无').first().waitFor();
    await kept(page);
    await who.leave();
});

test('a sentence lights up its rules and tests, and a rule its sentence', async () => {
    const who = await arrive(campus, 'shenyi', busy);
    const { page } = who;
    await who.go('/packs/2026-youqi/studio');
    const sentence = page.getByRole('button', { name: /落实校园招聘“备会制度”/ });
    await sentence.click();
    assert.equal(await sentence.getAttribute('aria-pressed'), 'true');
    await page.locator('.editor .cm-lit').first().waitFor();
    await page.getByText('2026/四(三)e 写成了什么').waitFor();
    await page.getByRole('combobox', { name: '文件' }).selectOption('rules/visits.lua');
    await page.locator('.editor .cm-content').and(page.getByLabel('rules/visits.lua')).waitFor();
    await page.locator('.editor').getByText('N.rule').first().click();
    await page.waitForFunction(() =>
        new URL(location.href).searchParams.get('clause')?.startsWith('2026/四(一)'),
    );
    await who.leave();
});

test('a year whose holidays are not published is said to be unknown', async () => {
    const who = await arrive(campus, 'shenyi', busy);
    await who.go('/working-calendar?year=2027');
    await who.page.locator('[data-unknown]').waitFor();
    await who.leave();
});
