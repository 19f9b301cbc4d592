// What leaders read and decide, on the real program with the demonstration in it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

test('my visits say of each whether it counts, and why not', async () => {
    for (const width of [390, 1440]) {
        const who = await arrive(campus, 'guwenzhou', { width });
        const { page } = who;
        await who.go('/m/visits');
        await page.getByRole('img', { name: /记录完整：\d+ \/ \d+/ }).waitFor();
        await page.locator('.standing .chip').first().waitFor();
        const mine = await who.ask(
            '/api/v1/cases?workflow=visit&mine=true&limit=200&from=2026-01-01',
        );
        assert.ok(mine.items.length > 3, 'the president has visits that others wrote down');
        const lines = page.locator('.list .card');
        for (let i = 0; i < Math.min(6, await lines.count()); i += 1) {
            await lines.nth(i).scrollIntoViewIfNeeded();
            const href = await lines.nth(i).getByRole('link').first().getAttribute('href');
            const { facts } = await who.ask(`/api/v1/cases/${href.split('/').pop()}/facts`);
            const counts = facts.some((one) => one.counted.length > 0);
            const stage = (await who.ask(`/api/v1/cases/${href.split('/').pop()}`)).stage;
            if (['plan', 'cancelled'].includes(stage)) continue;
            const chip = lines.nth(i).locator('.chip');
            await chip.waitFor();
            assert.match(await chip.innerText(), counts ? /^✓ 计入$/ : /^○ 不计入$/, href);
        }
        await who.inspect('my visits');
        await who.leave();
    }
});

test('the brief shows what the tables count, and prints on one page of A4', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'guwenzhou', { width });
        const { page } = who;
        await who.go('/brief');
        await page.locator('.figure').nth(5).waitFor();
        const table = await who.ask('/api/v1/tables/2026.annex1');
        const cell = (column) => table.cells.find((one) => one.column === column);
        for (const column of ['events', 'smes', 'posts', 'people', 'signed']) {
            const { label, value, unit } = cell(column);
            const tile = page
                .locator('.figure', { hasText: label.replace(/\s*\(.*\)/, '') })
                .first();
            assert.equal(
                (await tile.locator('.value').innerText()).replace(/\s/g, ''),
                `${value}${unit}`,
            );
        }
        await who.inspect('brief');
        const printed = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
        assert.equal(printed.match(/\/Type \/Page\b(?!s)/g).length, 1);
        const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(printed);
        assert.deepEqual([Math.round(box[1]), Math.round(box[2])], [595, 842]);
        await page.emulateMedia({ media: 'screen' });
        await page.locator('.figure').first().click();
        await page.waitForURL(/\/tables\/2026\.annex1\?from=/);
        await who.leave();
    }
});

test('a leader goes through what waits for approval and sends one back with a reason', async () => {
    const who = await arrive(campus, 'guwenzhou', { width: 390 });
    const { page } = who;
    await page.getByRole('link', { name: '待我审批' }).click();
    await page.locator('.approval').waitFor();
    const all = await who.ask('/api/v1/cases?workflow=recruitment-event&stage=filing&sort=starts');
    const first = all.items[0];
    await page.getByRole('heading', { name: first.title }).waitFor();
    const of = await who.ask(`/api/v1/cases/${first.number}`);
    const missing = of.acts.find((one) => one.id === 'approve').why_not;
    assert.ok(missing.length > 0);
    assert.ok(await page.getByRole('button', { name: '同意举办' }).isDisabled());
    await who.inspect('approval');
    await page.getByRole('button', { name: '下一件' }).click();
    await page.getByRole('heading', { name: all.items[1].title }).waitFor();
    await page.getByRole('button', { name: '上一件' }).click();
    await page.getByRole('heading', { name: first.title }).waitFor();
    await page.getByRole('button', { name: '退回修改…' }).click();
    await page.locator('.ask textarea').fill('请补齐安全预案后再报');
    await who.inspect('sending back');
    await page.getByRole('button', { name: '退回修改', exact: true }).click();
    await page.getByRole('status').filter({ hasText: '已办理“退回修改”' }).waitFor();
    const now = await who.ask(`/api/v1/cases/${first.number}`);
    assert.equal(now.stage, 'plan');
    await page.getByRole('heading', { name: all.items[1].title }).waitFor();
    await who.leave();
});
