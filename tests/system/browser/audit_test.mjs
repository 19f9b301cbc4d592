// What auditors do, on the real program with the demonstration in it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

/** A case that was corrected, with its entries, the oldest first. */
async function corrected(who) {
    const { items } = await who.ask(
        '/api/v1/audit/cases?corrected=true&workflow=recruitment-event&limit=5',
    );
    const { number } = items[0];
    const history = await who.ask(`/api/v1/cases/${number}/history?limit=200`);
    return { number, entries: history.items.reverse() };
}

test('an auditor goes through a history by the arrow keys and sees the case as it was', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'yinqiang', { width });
        const { page } = who;
        assert.match(page.url(), /\/audit$/);
        const { number, entries } = await corrected(who);
        await who.go(`/cases/${number}/history`);
        const slider = page.getByRole('slider');
        await slider.waitFor();
        assert.equal(await slider.inputValue(), String(entries.length - 1));
        await page.getByText(`完整性已验证：${entries.length} 条记录连续`).waitFor();
        await slider.focus();
        await page.keyboard.press('ArrowLeft');
        const second = entries.at(-2);
        await page.waitForURL((url) => url.searchParams.get('at') === second.at);
        assert.match(await slider.getAttribute('aria-valuetext'), new RegExp(second.label.zh));
        await page.keyboard.press('Home');
        await page.waitForURL((url) => url.searchParams.get('at') === entries[0].at);
        await page.locator('.past').getByText('第 1 版', { exact: true }).waitFor();
        const then = await who.ask(
            `/api/v1/cases/${number}?as_of=${encodeURIComponent(entries[0].at)}`,
        );
        await page.locator('.past h2', { hasText: then.title }).waitFor();
        await page.getByRole('button', { name: '下一次变化' }).click();
        await page.waitForURL((url) => url.searchParams.get('at') === entries[1].at);
        await who.inspect('history');

        const corrections = entries.filter((one) => one.corrects);
        await page.getByLabel(`只看更正（${corrections.length}）`).check();
        assert.equal(await slider.getAttribute('max'), String(corrections.length - 1));
        await who.leave();
    }
});

test('a moment in the address is shown, by either name, and before the first there was no case', async () => {
    const who = await arrive(campus, 'yinqiang');
    const { page } = who;
    const { number, entries } = await corrected(who);
    const third = entries[2];
    for (const name of ['at', 'as_of']) {
        await who.go(`/cases/${number}/history?${name}=${encodeURIComponent(third.at)}`);
        await page.locator('.past').getByText(`第 ${third.version} 版`, { exact: true }).waitFor();
        assert.equal(await page.getByRole('slider').inputValue(), '2');
    }
    await who.go(`/cases/${number}?at=${encodeURIComponent(third.at)}`);
    await page.getByText(/您看到的是 .* 时的案卷/).waitFor();
    const late = entries.find((one) => one.happened);
    if (late) {
        await who.go(`/cases/${number}/history?at=${encodeURIComponent(late.at)}`);
        await page
            .getByText(/发生于 .*，录入于 /)
            .first()
            .waitFor();
    }
    await who.go(`/cases/${number}/history?at=${encodeURIComponent('2001-01-01T00:00:00+08:00')}`);
    await page.getByText(/时还没有这份案卷/).waitFor();
    await who.leave();
});

test('every decision of a case is worked out again and agrees with what was stored', async () => {
    const who = await arrive(campus, 'yinqiang');
    const { page } = who;
    const { number, entries } = await corrected(who);
    await who.go(`/cases/${number}/history`);
    await page.getByRole('button', { name: '重算全部判定' }).click();
    const replay = await who.ask(`/api/v1/cases/${number}/replay`);
    assert.equal(replay.differing, 0);
    await page.getByText(`重算 ${replay.acts.length} 次判定，与当时全部一致。`).waitFor();
    const decided = entries.filter((one) => one.trace_hash);
    assert.equal(
        await page.locator('.entry .chip', { hasText: '重算一致' }).count(),
        decided.length,
    );
    await page.locator('.entry').first().getByRole('button', { name: '依据' }).click();
    const dialog = page.getByRole('dialog', { name: '判定依据' });
    await dialog.getByText(decided.at(-1).trace_hash).waitFor();
    await who.settled();
    await who.inspect('grounds');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await who.leave();
});

test('two moments of a case show only what differs, until all is asked for', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'yinqiang', { width });
        const { page } = who;
        const { number, entries } = await corrected(who);
        const correction = entries.find((one) => one.corrects && one.act === 'edit_plan');
        const before = entries[correction.version - 2];
        await who.go(
            `/cases/${number}/compare?from=${encodeURIComponent(before.at)}&to=${encodeURIComponent(correction.at)}`,
        );
        const fields = page.locator('section', {
            has: page.getByRole('heading', { name: /^字段/ }),
        });
        const changed =
            correction.changes.length + Number(before.stage_after !== correction.stage_after);
        await fields.getByText(new RegExp(`项中 ${changed} 项不同`)).waitFor();
        assert.equal(await fields.locator('tbody tr').count(), changed);
        await who.inspect('two moments');
        await page.getByLabel('也列出相同的').check();
        await fields.locator('tbody tr.same').first().waitFor();
        await page.getByRole('button', { name: '左右对调' }).click();
        await page.waitForURL((url) => url.searchParams.get('from') === correction.at);
        await who.leave();
    }
});

test('a seed draws the same sample again, and anybody can check it by hand', async () => {
    const who = await arrive(campus, 'yinqiang');
    const { page } = who;
    await page.getByLabel('种子').fill('2026063');
    await page.getByLabel('抽几卷').fill('12');
    await page.getByRole('button', { name: '抽取' }).click();
    await page.locator('.sample .lines li').nth(11).waitFor();
    const drawn = await page.locator('.sample .lines .name .num').allInnerTexts();
    const numbers = [];
    for (let cursor = ''; ;) {
        const list = await who.ask(`/api/v1/audit/cases?limit=200&cursor=${cursor}`);
        numbers.push(...list.items.map((one) => one.number));
        cursor = list.next_cursor;
        if (!cursor) break;
    }
    const hash = (number) => createHash('sha256').update(`2026063:${number}`).digest('hex');
    const byHand = [...numbers].sort((a, b) => (hash(a) < hash(b) ? -1 : 1)).slice(0, 12);
    assert.deepEqual(drawn, byHand);
    await page.reload();
    await page.locator('.sample .lines li').nth(11).waitFor();
    assert.deepEqual(await page.locator('.sample .lines .name .num').allInnerTexts(), drawn);
    await who.inspect('sample');
    const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('.sample').getByRole('link', { name: '导出 CSV' }).click(),
    ]);
    const text = readFileSync(await file.path(), 'utf8');
    for (const number of drawn) assert.ok(text.includes(number), number);
    await page.getByRole('link', { name: '查阅记录' }).click();
    await page.locator('.lines li', { hasText: '种子 2026063' }).first().waitFor();
    await who.leave();
});

test('an auditor narrows the cases down, and is told when there is none', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'yinqiang', { width });
        const { page } = who;
        await page.getByLabel('有更正').check();
        await page.waitForURL(/corrected=true/);
        const { items } = await who.ask('/api/v1/audit/cases?corrected=true&limit=200');
        await page.waitForFunction(
            (n) => document.querySelectorAll('.lines li').length === n,
            Math.min(50, items.length),
        );
        await page.getByLabel('编号或名称').fill('没有这样的名称');
        await page.getByLabel('编号或名称').press('Enter');
        await page.getByText('没有符合条件的案卷。').waitFor();
        await who.inspect('no cases');
        await page.getByRole('button', { name: '清除筛选' }).click();
        await page.locator('.lines li').first().waitFor();
        await who.inspect('cases');
        await who.leave();
    }
});

test('the histories of all cases are verified, with what was checked', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'yinqiang', { width });
        const { page } = who;
        await who.go('/audit/verify');
        await page.getByText('未验证').waitFor();
        await page.getByRole('button', { name: '开始验证' }).click();
        const { total } = await who.ask('/api/v1/audit/integrity?limit=1');
        await page.getByText(`${total} 卷全部通过验证。`).waitFor({ timeout: 60_000 });
        await page.getByText(`已核对 ${total} / ${total} 卷`).waitFor();
        await who.inspect('verified');
        await who.leave();
    }
});

test('who opened personal values stands in the access log with the reason', async () => {
    const officer = await arrive(campus, 'wangmin');
    const { items } = await officer.ask('/api/v1/cases?workflow=assistance');
    const opened = await officer.page.request.post(
        `${campus.origin}/api/v1/cases/${items[0].number}/openings`,
        { headers: { 'X-Beihui': '1' }, data: { reason: '核对帮扶对象联系方式' } },
    );
    assert.equal(opened.status(), 201);
    await officer.leave();
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'yinqiang', { width });
        const { page } = who;
        await who.go(`/audit/access?subject=${items[0].number}`);
        const line = page.locator('.lines li', { hasText: '核对帮扶对象联系方式' });
        await line.getByRole('link', { name: items[0].number }).waitFor();
        await line.getByRole('button', { name: /王敏/ }).click();
        await page.waitForURL(/actor=/);
        await page.getByText('只看 王敏', { exact: true }).waitFor();
        await page.getByLabel('事项').selectOption('export');
        await page.getByText('没有符合条件的记录。').waitFor();
        await who.inspect('access log');
        await who.leave();
    }
});

test('a page that stands open shows what somebody else does, and rests when it is not seen', async () => {
    const reader = await arrive(campus, 'zhoujie');
    const writer = await arrive(campus, 'wangmin');
    const { items } = await writer.ask(
        '/api/v1/cases?workflow=recruitment-event&stage=plan&organisation=' +
            (await writer.ask('/api/v1/session')).organisation.id,
    );
    const of = await writer.ask(`/api/v1/cases/${items[0].number}`);
    const heard = reader.page.waitForResponse(
        (answer) => answer.url().endsWith('/api/v1/events') && answer.status() === 200,
    );
    await reader.go(`/cases/${of.number}?tab=forms`);
    await heard;
    const title = `${of.title}（改）`;
    const act = () =>
        writer.page.request.post(`${campus.origin}/api/v1/cases/${of.number}/acts`, {
            headers: {
                'X-Beihui': '1',
                'If-Match': `"v${of.version}"`,
                'Idempotency-Key': crypto.randomUUID(),
            },
            data: { act: 'edit_plan', data: { title } },
        });
    const done = await act();
    assert.equal(done.status(), 200, await done.text());
    // Nobody touches the reader's page.
    await reader.page.getByRole('heading', { level: 1, name: title }).waitFor({ timeout: 8_000 });
    await reader.settled();
    await reader.leave();
    await writer.leave();
});
