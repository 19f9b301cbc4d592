// Flow 7, audit: a history is read as it stood, verified, and the verification kept; then somebody who
// owns the machine changes one byte behind the program's back, and that entry is named.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

const table = '/tables/2026.annex1';
const days = 'from=2026-04-01&to=2026-06-30';

/** Two events that the annex counts; one has at least three entries. */
async function chosen(who) {
    const { items } = await who.ask(`/api/v1${table}/breakdown?by=case&column=events&${days}`);
    const counted = items.map((one) => one.case.number);
    for (const number of counted) {
        const history = await who.ask(`/api/v1/cases/${number}/history?limit=200`);
        const entries = history.items.reverse();
        if (entries.length >= 3)
            return { number, entries, other: counted.find((one) => one !== number) };
    }
    throw new Error('no event with three entries is counted');
}

/** Changes one byte of what was recorded, as nobody can through the program. */
async function changeOneByte({ uid }) {
    const was = `"uid":"${uid}"`;
    const is = `"uid":"${uid[0] === '0' ? '1' : '0'}${uid.slice(1)}"`;
    if (campus.asOwner) {
        campus.asOwner(
            `UPDATE entry SET body = replace(body, '${was}', '${is}') WHERE uid = '${uid}'`,
        );
        return;
    }
    await campus.whileStopped(() => {
        const file = join(campus.data, 'beihui.db');
        const bytes = readFileSync(file);
        let found = 0;
        for (let at = bytes.indexOf(was); at >= 0; at = bytes.indexOf(was, at + 1)) {
            bytes.write(is, at);
            found += 1;
        }
        assert.ok(found > 0, 'the entry was not found in the file');
        writeFileSync(file, bytes);
    });
}

/** Verifies what the page's filter means, and waits until it is done. */
async function verify(who, query) {
    await who.go(`/audit/verify?${query}`);
    await who.page.getByRole('button', { name: '开始验证' }).click();
    await who.page.getByRole('button', { name: '重新验证', exact: true }).waitFor();
}

test('flow 7: as-of, verified and kept, one byte changed, the entry named and the others whole', async () => {
    const who = await arrive(campus, 'yinqiang');
    const { page } = who;
    const { number, entries, other } = await chosen(who);
    const row = (of) => page.locator('.lines li', { hasText: of });

    // Before anybody has verified, nothing claims that it was.
    await who.go(`/cases/${number}`);
    await page.getByRole('link', { name: '○ 未验证' }).waitFor();
    const touched = entries[1];
    await who.go(`/cases/${number}/history`);
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.waitForURL((url) => url.searchParams.get('at') === touched.at);
    await page.locator('.past').getByText('第 2 版', { exact: true }).waitFor();

    await verify(who, 'workflow=recruitment-event');
    await page.getByText(/卷全部通过验证/).waitFor();
    const { items: runs } = await who.ask('/api/v1/audit/verifications');
    assert.equal(runs.length, 1);
    assert.equal(runs[0].outcome, 'verified');
    assert.equal(runs[0].by.name, '尹强');
    assert.match(runs[0].tip, /^[0-9a-f]{64}$/);
    await page.getByText(runs[0].tip).waitFor();
    await who.inspect('verified');

    await who.go('/audit?workflow=recruitment-event');
    await row(number).getByText('✔ 已验证').waitFor();
    await who.inspect('list with ticks');
    await who.go(`/cases/${number}`);
    await page.getByRole('link', { name: '✔ 已验证' }).waitFor();
    await who.go(`${table}?${days}`);
    await page.getByText(/依据的 \d+ 卷已验证/).waitFor();

    await changeOneByte(touched);

    await verify(who, 'workflow=recruitment-event');
    const broken = page.locator('.broken');
    await broken.getByText(number).waitFor();
    assert.equal(await broken.count(), 1, 'only that case');
    await broken.getByText(`第 ${touched.version} 条`).waitFor();
    const found = await who.ask(`/api/v1/cases/${number}/integrity`);
    const fault = found.faults[0];
    assert.equal(fault.version, touched.version);
    assert.equal(fault.expected, touched.leaf);
    assert.notEqual(fault.got, touched.leaf);
    await broken.getByText(fault.expected).waitFor();
    await broken.getByText(fault.got).waitFor();
    await page.getByText('1 卷异常').first().waitFor();
    await who.inspect('broken');

    const sign = `✗ 异常（第 ${touched.version} 条）`;
    await who.go('/audit?workflow=recruitment-event');
    await row(number).getByText(sign).waitFor();
    await row(other).getByText('✔ 已验证').waitFor();
    await who.go(`/cases/${number}`);
    await page.getByRole('link', { name: sign }).waitFor();
    await who.inspect('case with a fault');
    await who.go(`${table}?${days}`);
    await page.getByText(/卷中 1 卷异常/).waitFor();
    await page.getByRole('link', { name: sign }).waitFor();
    await who.inspect('annex with a fault');

    await who.go(`/cases/${other}/history`);
    await page.getByText(/完整性已验证/).waitFor();
    await who.leave();

    const phone = await arrive(campus, 'yinqiang', { width: 390 });
    await phone.go(`/cases/${number}/history`);
    await phone.page.locator('.integrity.bad').waitFor();
    await phone.page.locator('.integrity summary').click();
    await phone.page.getByText(fault.expected).first().waitFor();
    await phone.page.getByRole('button', { name: '再验证一次并留存结论' }).click();
    await phone.page.getByText('结论已留存').waitFor();
    await phone.inspect('history with a fault');
    const { items: now } = await phone.ask('/api/v1/audit/verifications');
    assert.deepEqual(
        now.map((one) => [one.scope.q, one.outcome]),
        [
            [number, 'broken'],
            ['', 'broken'],
            ['', 'verified'],
        ],
    );
    await phone.leave();
});
