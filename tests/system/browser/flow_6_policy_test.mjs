// Flow 6: next year's circular from copy to publication, on the real program.
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
    const field = page.locator('.editor .cm-search [name=search]');
    // Somebody who pressed too early, while the file was still coming, presses again.
    for (let tries = 0; tries < 5 && !(await field.isVisible()); tries += 1) {
        await content.click();
        await page.keyboard.press('Control+f');
        await field.waitFor({ timeout: 3000 }).catch(() => null);
    }
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
test('flow 6: next year is drafted, mended, tried, and published by somebody else; open cases keep their year', async () => {
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
