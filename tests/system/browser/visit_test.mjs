// Visits logged on a phone, with and without a network, on the real program.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

const phone = { width: 390, expected: ['offline', 401] };

/** The worker that keeps the form on the phone has taken over. */
const kept = (page) =>
    page.waitForFunction(async () => {
        const names = await caches.keys();
        const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        return navigator.serviceWorker.controller !== null && all.flat().length > 10;
    });
/** Firms of the register have come to the phone. */
const firmsKnown = (page) => page.locator('.found button').nth(2).waitFor();
const visitsTo = async (who, firm) => {
    const { items } = await who.ask(
        `/api/v1/cases?workflow=visit&sort=-starts&limit=200&q=${encodeURIComponent(firm)}`,
    );
    return items;
};
const submit = (page) => page.locator('.send button[type=submit]');
const chooseRole = (page, role) => page.getByLabel(role, { exact: true }).check({ force: true });

/** A small JPEG whose metadata says where and by whom it was taken. */
async function photoWithPlace(page) {
    const bytes = await page.evaluate(async () => {
        const canvas = document.createElement('canvas');
        canvas.width = 64;
        canvas.height = 48;
        const pen = canvas.getContext('2d');
        pen.fillStyle = '#17616b';
        pen.fillRect(0, 0, 64, 48);
        const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'));
        return [...new Uint8Array(await blob.arrayBuffer())];
    });
    const said = Buffer.from('Exif\0\0GPSLatitude 29.8683 PHONE-OF-THE-PRESIDENT');
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, said.length + 2]), said]);
    const jpeg = Buffer.from(bytes);
    return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

test('a leader logs a visit without a network; back online exactly one is stored, with its photo and no place in it', async () => {
    const who = await arrive(campus, 'guwenzhou', phone);
    const { page } = who;
    assert.equal(new URL(page.url()).pathname, '/m/visit');
    await kept(page);
    await firmsKnown(page);
    const firm = await page.locator('.found button span:first-child').first().innerText();
    const before = await visitsTo(who, firm);
    const picture = await photoWithPlace(page);
    assert.ok(picture.includes('PHONE-OF-THE-PRESIDENT'));

    await page.context().setOffline(true);
    await page.reload();
    await page.locator('#firm').waitFor();
    await page.locator('#firm').fill(firm.slice(0, 4));
    await page.locator('.found button').first().click();
    await chooseRole(page, '校长(院长)');
    await page.locator('textarea').first().fill('离线记下的一句话');
    await page.locator('input.album').setInputFiles({
        name: '李校长 2026-11-21.jpg',
        mimeType: 'image/jpeg',
        buffer: picture,
    });
    await page.locator('canvas').waitFor();
    await who.inspect('visit form offline');
    await submit(page).click();
    await page.getByRole('heading', { name: '已存在本机' }).waitFor();
    await page.getByText('已存在本机（1 条待上传）').waitFor();
    await who.inspect('visit kept');

    // The page is closed and opened again, still without a network: it waits as before.
    await page.reload();
    await page.getByText('已存在本机（1 条待上传）').waitFor();
    await page.context().setOffline(false);
    await page.getByText('待上传').first().waitFor({ state: 'detached' });
    const { length } = await visitsTo(who, firm);
    assert.equal(length, before.length + 1);
    const known = new Set(before.map((one) => one.number));
    const stored = (await visitsTo(who, firm)).find((one) => !known.has(one.number));
    const of = await who.ask(`/api/v1/cases/${stored.number}`);
    assert.equal(of.stage, 'visited');
    assert.equal(of.documents.length, 1);
    assert.doesNotMatch(of.documents[0].name, /李校长|2026/);
    const file = await page.request.get(`${campus.origin}/api/v1/documents/${of.documents[0].id}`);
    const sent = await file.body();
    assert.equal(sent.subarray(0, 2).toString('hex'), 'ffd8');
    for (const trace of ['PHONE-OF-THE-PRESIDENT', 'GPS', 'Exif'])
        assert.ok(!sent.includes(trace), trace);
    await who.leave();
});

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

test('a visit is logged with the keyboard alone', async () => {
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
