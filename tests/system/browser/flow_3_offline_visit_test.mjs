// Flow 3: a leader logs a visit without a network; exactly one is stored.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { chooseRole, firmsKnown, kept, phone, submit, visitsTo } from './visit_steps.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

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

test('flow 3: a leader logs a visit without a network; back online exactly one is stored, with its photo and no place in it', async () => {
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
