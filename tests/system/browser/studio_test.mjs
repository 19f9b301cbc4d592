// Policy staff at the pages: next year's circular from copy to publication, on the real program.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

const run = promisify(execFile);
const desk = mkdtempSync(join(tmpdir(), 'beihui-desk-'));
const folder = '/packs/2027-youqi';
// The server looks at two drafts at a time; the page waits its turn by itself.
const busy = { expected: [503] };
let campus;
before(async () => {
    campus = await openCampus({
        // A second policy officer, since whoever drafts does not publish.
        people: [{ login: 'gulan', name: '顾岚', org: '浙江省教育厅', role: 'policy_officer' }],
    });
});
after(async () => {
    await campus?.close();
    rmSync(desk, { recursive: true, force: true });
});

const post = (who, path, data) =>
    who.page.request.post(campus.origin + path, {
        headers: { 'X-Beihui': '1', 'Idempotency-Key': crypto.randomUUID() },
        data,
    });
/** Opens an event on a day; answers with the packs that judge it. */
async function openEvent(who, organisation, day) {
    const answer = await post(who, '/api/v1/cases', {
        workflow: 'recruitment-event',
        organisation,
        data: {
            title: `供需对接会 ${day}`,
            form: '专场招聘会',
            mode: '线下',
            starts_at: `${day}T09:00:00+08:00`,
            ends_at: `${day}T16:00:00+08:00`,
            venue: '体育馆',
            expected: 90,
        },
    });
    const of = await answer.json();
    assert.equal(answer.status(), 201, JSON.stringify(of));
    return { number: of.number, packs: of.packs.map((one) => one.pack) };
}
/** The text of a file in the draft, changed as a person would in the editor. */
async function edit(page, file, from, to) {
    await page.getByRole('combobox', { name: '文件' }).selectOption(file);
    const content = page.locator('.editor .cm-content');
    await content.and(page.getByLabel(file)).waitFor();
    await content.click();
    await page.keyboard.press('Control+f');
    const field = page.locator('.editor .cm-search [name=search]');
    await field.fill(from);
    await page.locator('.editor .cm-search input[name=replace]').fill(to);
    await page.locator('.editor .cm-search [name=replaceAll]').click();
    await page.keyboard.press('Escape');
}
const kept = (page) =>
    page.locator('[data-kept]').filter({ hasText: '已存在本机浏览器' }).waitFor();
async function exported(page, name) {
    const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: '导出 zip' }).click(),
    ]);
    const path = join(desk, name);
    copyFileSync(await download.path(), path);
    return path;
}
/** All scenarios take seconds, and more where the machine has other work. */
const patience = { timeout: 120_000 };
async function passed(page) {
    await page.locator('[data-passed]').waitFor(patience);
    return (await page.locator('[data-passed]').innerText()).split('/').map(Number);
}

// Flow 6: copied from 2026, one phase moved, the tests fail and are mended, tried on past cases,
// seen, signed and published by a second person, while the server runs.
test('next year is drafted, mended, tried, and published by somebody else; open cases keep their year', async () => {
    const office = await arrive(campus, 'wangmin');
    const { organisation } = await office.ask('/api/v1/session');
    const running = await openEvent(office, organisation.id, '2026-12-18');
    assert.deepEqual(running.packs, ['2026-youqi']);

    const author = await arrive(campus, 'shenyi', busy);
    const { page } = author;
    await page.getByRole('button', { name: '复制为 2027-youqi' }).click();
    await page.getByRole('button', { name: '从去年复制' }).click();
    await page.waitForURL(/2027-youqi\/studio/);
    const phase = page.getByRole('group', { name: '第二阶段' });
    await phase.getByLabel('第一天').fill('2026-12-01');
    await phase.getByLabel('最后一天').fill('2027-06-30');
    await page.getByLabel('复核人').fill('顾岚');
    await page.getByLabel('复核人').press('Tab');
    await kept(page);

    await page.getByRole('button', { name: /运行测试/ }).click();
    let [good, all] = await passed(page);
    assert.ok(all > 90 && good === all - 3, `${good} of ${all}: what was about October fails`);

    await page.getByLabel('代码', { exact: true }).check({ force: true });
    await page.getByText('第二阶段第一天的活动计入').first().click();
    await page.locator('.editor .cm-content').waitFor();
    await edit(page, 'tests/counting.yaml', '2026-10-01', '2026-12-01');
    await edit(page, 'tests/tables.yaml', 'on: 2026-10-01', 'on: 2026-12-01');
    await edit(page, 'tests/tables.yaml', '2026-10-20', '2026-12-20');
    await page.locator('.editor .cm-content').focus();
    await page.keyboard.press('Control+Enter');
    await page.locator('[data-passed]', { hasText: `${all}/${all}` }).waitFor(patience);
    await kept(page);

    await page.getByRole('link', { name: '试算', exact: true }).first().click();
    await page.getByRole('button', { name: '试算', exact: true }).click();
    await page.locator('[data-changed]').waitFor(patience);
    const [changed, cases] = (await page.locator('[data-changed]').innerText())
        .split('/')
        .map(Number);
    assert.ok(changed > 0 && cases > 200, `${changed} of ${cases}`);
    await page.getByText('原判定').first().waitFor();

    await author.go(`${folder}/publish`);
    await page.getByText('起草人 沈怡，您是 沈怡').waitFor();
    assert.ok(await page.getByRole('button', { name: '发布第 1 版' }).isDisabled());
    const zip = await exported(page, '2027-youqi.zip');
    await author.leave();

    // On the command line, where the private key is: just what the page says.
    await run('unzip', ['-q', zip], { cwd: desk });
    await run(campus.program, ['pack', 'keygen', '--key', 'policy.key'], {
        cwd: desk,
        env: campus.environment,
    });
    mkdirSync(join(campus.data, 'trusted-keys'), { recursive: true });
    copyFileSync(join(desk, 'policy.key.pub'), join(campus.data, 'trusted-keys/policy.pub'));
    await run(campus.program, ['pack', 'sign', '2027-youqi', '--key', 'policy.key'], {
        cwd: desk,
        env: campus.environment,
    });

    const second = await arrive(campus, 'gulan', busy);
    await second.page.getByLabel('导入草稿').setInputFiles(zip);
    await second.page.waitForURL(/2027-youqi\/studio/);
    await second.go(`${folder}/publish`);
    await second.page.getByRole('button', { name: '运行测试' }).click();
    await second.page.getByText(`全部测试通过（${all} / ${all}）`).waitFor(patience);
    // Ticked part by part; a part that is ticked has no button any more.
    const parts = second.page.getByRole('button', { name: /处都已看/ });
    await parts.first().waitFor(patience);
    while ((await parts.count()) > 0) await parts.first().click();
    assert.ok(
        await second.page.getByRole('button', { name: '发布第 1 版' }).isDisabled(),
        'not signed yet',
    );
    await second.page.getByLabel('选择签名文件').setInputFiles(join(desk, '2027-youqi/pack.sig'));
    await second.page.getByLabel('理由').first().fill('新通知');
    await second.page.getByRole('button', { name: '发布第 1 版' }).click();
    await second.page.locator('[data-published]').waitFor(patience);
    await second.leave();

    const after = await office.ask(`/api/v1/cases/${running.number}`);
    assert.deepEqual(
        after.packs.map((one) => one.pack),
        ['2026-youqi'],
        'it keeps its year',
    );
    const fresh = await openEvent(office, organisation.id, '2027-04-20');
    assert.deepEqual(fresh.packs, ['2027-youqi']);
    await office.leave();
});

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

const screens = [
    '/packs',
    '/packs/2026-youqi',
    '/packs/2026-youqi?tab=revisions',
    '/packs/2026-youqi/studio',
    '/packs/2026-youqi/studio?level=form',
    '/packs/2026-youqi/studio?clause=2026%2F%E5%9B%9B(%E4%B8%89)e&file=rules/readiness.lua&line=40',
    '/packs/2026-youqi/tests',
    '/packs/2026-youqi/what-if',
    '/packs/2026-youqi/diff?than=2025-bairi',
    '/packs/2026-youqi/coverage',
    '/packs/2026-youqi/publish',
    '/packs/2099-none/studio',
    '/working-calendar?year=2026',
    '/working-calendar?year=2027',
];
for (const width of [1440, 390])
    test(`every page of the studio is accessible and fits at ${width} px, light and dark`, async () => {
        const who = await arrive(campus, 'shenyi', { width, ...busy });
        for (const path of screens) {
            await who.go(path);
            await who.inspect(path);
        }
        await who.go('/working-calendar?year=2027');
        await who.page.locator('[data-unknown]').waitFor();
        await who.leave();
    });
