// Check-in at the door: two devices, one of them without a network for a while, and phones that scan.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { publishedToday } from './event_of_today.mjs';
import { arrive, comeBy } from './visitor.mjs';

const require = createRequire(join(import.meta.dirname, '../../../web/package.json'));
const { pinyin } = require('pinyin-pro');

let campus;
let office;
let director;
before(async () => {
    campus = await openCampus();
    office = await arrive(campus, 'wangmin');
    director = await arrive(campus, 'zhoujie');
});
after(async () => {
    await office?.leave();
    await director?.leave();
    await campus?.close();
});

/** Opens a device at the page of the event; the link that is shown this once. */
async function openDoor(number, label) {
    const { page } = office;
    await office.go(`/cases/${number}?tab=checkIn`);
    await page.getByLabel('设备放在哪里').fill(label);
    await page.getByRole('button', { name: '开启签到设备' }).click();
    const link = page.locator('input[readonly].code');
    await link.waitFor();
    return new URL(await link.inputValue());
}
async function deviceAt(link, options) {
    const device = await comeBy(campus, 'device', { width: 390, ...options });
    await device.go(link.pathname + link.hash);
    await device.page.locator('.firms li').first().waitFor();
    assert.equal(new URL(device.page.url()).hash, '', 'the secret has left the address');
    return device;
}
const tab = (device, name) => device.page.getByRole('tab', { name }).click();
async function tap(device, name, times) {
    const key = device.page.getByRole('button', { name, exact: true });
    for (let i = 0; i < times; i += 1) await key.click();
}
const own = (device, at) => device.page.locator('output').nth(at).innerText();
async function until(what, found, wanted) {
    let last;
    for (let i = 0; i < 150; i += 1) {
        last = await found();
        if (JSON.stringify(last) === JSON.stringify(wanted)) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.deepEqual(last, wanted, what);
}
const gates = async (number) =>
    Object.fromEntries(
        ((await office.ask(`/api/v1/cases/${number}`)).rows.gate_counts ?? []).map((row) => [
            row.gate,
            row.counted,
        ]),
    );

test('two devices count exactly, though one has no network for a while and is opened anew', async () => {
    const { number, firms } = await publishedToday(office, director, '两台设备的双选会', 4);
    const east = await deviceAt(await openDoor(number, '东门'), { expected: ['offline'] });
    await office.inspect('a device was opened');
    const west = await deviceAt(await openDoor(number, '西门'), { width: 820 });
    await east.inspect('firms');
    await west.inspect('firms on a tablet');

    const arrived = (device, firm) =>
        device.page.locator('.firms li', { hasText: firm.name }).getByRole('button').click();
    await arrived(east, firms[0]);
    await tab(west, '学生计数');
    await tap(west, '毕业生加 1', 3);
    await tap(west, '其他人员加 1', 1);

    // The page of a device opens where there is no network, once it was opened before.
    await east.page.waitForFunction(() => navigator.serviceWorker?.controller);
    await east.context.setOffline(true);
    await east.page.reload();
    await east.page.locator('.firms li.here', { hasText: firms[0].name }).waitFor();
    await arrived(east, firms[1]);
    await arrived(east, firms[2]);
    await arrived(east, firms[2]); // 撤销
    await east.page.getByLabel('单位名称').fill('临时来的机电公司');
    await east.page.getByLabel('展位号', { exact: true }).fill('B7');
    await east.page.getByRole('button', { name: '记下这一家' }).click();
    await east.page.getByText('已记下 临时来的机电公司').waitFor();
    await tab(east, '学生计数');
    await tap(east, '毕业生加 1', 7);
    await tap(east, '毕业生加 5', 2);
    await tap(east, '毕业生减 1', 1);
    await tap(east, '其他人员加 5', 1);
    await east.page.getByText(/网络不通，照常登记即可/).waitFor();
    await until('on the device', async () => [await own(east, 0), await own(east, 1)], ['16', '5']);
    await east.inspect('without a network');
    await tap(west, '毕业生加 5', 4);
    await until('the device with a network', () => gates(number), { 西门: 23, '西门（其他）': 1 });
    // Taken along to another page and back: nothing is lost with the page.
    await east.page.reload();
    await east.page.getByText(/条已存在本机/).waitFor();
    await east.context.setOffline(false);

    await until('both devices', () => gates(number), {
        西门: 23,
        '西门（其他）': 1,
        东门: 16,
        '东门（其他）': 5,
    });
    await east.page.getByText('已全部上传').waitFor();
    const of = await office.ask(`/api/v1/cases/${number}`);
    const marks = firms.map(
        (firm) => of.rows.participants.find((row) => row.employer === firm.id).attended ?? null,
    );
    assert.deepEqual(marks, [true, true, null, null]);
    assert.deepEqual(
        of.rows.walk_ins.map((row) => [row.name, row.booth, row.state]),
        [['临时来的机电公司', 'B7', '待核对']],
    );
    // Every device shows what all of them have.
    for (const device of [east, west])
        await until(
            'the sums on a device',
            async () => (await device.page.locator('.sums').innerText()).match(/\d+/g).map(Number),
            [2, 4, 45, 39, 6],
        );
    // The history says by which device, and who opened it.
    await office.go(`/cases/${number}?tab=history`);
    await office.page.getByText('（签到设备 东门）').first().waitFor();

    await office.go(`/cases/${number}?tab=checkIn`);
    await office.page.getByRole('button', { name: '停用 东门' }).click();
    await office.page.getByRole('alert').getByRole('button', { name: '停用', exact: true }).click();
    await office.page.locator('.doors li', { hasText: '东门' }).getByText('已停用').waitFor();
    await office.inspect('a device was ended');
    east.faults.length = 0;
    await east.page.getByText('这台签到设备已到期或被停用').waitFor();
    await east.inspect('ended');
    east.faults.splice(0, east.faults.length, ...east.faults.filter((one) => !/ 404 /.test(one)));
    await east.leave();
    await west.leave();
});

test('a firm is found by the first letters of its name, and what a device may not is off', async () => {
    const { number, firms } = await publishedToday(office, director, '按拼音找单位', 6);
    const device = await deviceAt(await openDoor(number, '正门'));
    const { page } = device;
    const order = await page.locator('.firms .booth').allInnerTexts();
    assert.deepEqual(order, ['A1', 'A2', 'A3', 'A4', 'A5', 'A6']);
    await page.getByRole('searchbox').fill('a3');
    await page.locator('.firms li', { hasText: firms[2].name }).waitFor();
    assert.equal(await page.locator('.firms li').count(), 1);
    const first = pinyin(firms[4].name.replace(/[（）]/g, ''), {
        pattern: 'first',
        toneType: 'none',
    });
    await page.getByRole('searchbox').fill(first.replaceAll(' ', '').slice(0, 6));
    await page.locator('.firms li', { hasText: firms[4].name }).waitFor();
    await page.getByRole('searchbox').fill('没有这一家');
    await page.getByText('没有符合条件的单位').waitFor();
    await device.inspect('nothing fits');
    await page.getByRole('button', { name: '全部显示' }).click();
    await page.locator('.firms li', { hasText: firms[0].name }).getByRole('button').click();
    await page.getByLabel('只看未到').check();
    await page.waitForFunction(() => document.querySelectorAll('.firms li').length === 5);
    // Its cookie opens nothing else.
    for (const path of [`/api/v1/cases/${number}`, '/api/v1/employers', '/api/v1/session']) {
        const answer = await page.request.get(campus.origin + path);
        assert.equal(answer.status(), 401, path);
    }
    await device.leave();
});

test('a phone that scans the code is counted once, without a name', async () => {
    const { number } = await publishedToday(office, director, '扫码签到的双选会', 2);
    const device = await deviceAt(await openDoor(number, '南门'), { width: 820 });
    await tab(device, '扫码签到');
    await device.page.locator('svg.qr').waitFor();
    await device.inspect('the code');
    const { codes } = await (await device.page.request.get(`${campus.origin}/api/v1/door`)).json();

    const phone = await comeBy(campus, 'phone', { width: 390 });
    await phone.go(`/pass#${codes[0].code}`);
    await phone.page.getByRole('heading', { name: '扫码签到的双选会' }).waitFor();
    await phone.inspect('who are you');
    await phone.page.getByRole('button', { name: '毕业生' }).click();
    await phone.page.getByText('已签到，欢迎入场').waitFor();
    await phone.inspect('counted');
    await phone.page.reload();
    await phone.page.getByRole('button', { name: '毕业生' }).click();
    await phone.page.getByText('这台手机已经签过到了').waitFor();
    const other = await comeBy(campus, 'another phone', { width: 390, expected: [404] });
    await other.go(`/pass#${codes[0].code}`);
    await other.page.getByRole('button', { name: '其他人员' }).click();
    await other.page.getByText('已签到，欢迎入场').waitFor();
    // One that somebody made up.
    await other.go(`/pass#${codes[0].code.slice(0, -2)}AA`);
    await other.page.getByText('这个签到码已过期或不对').waitFor();
    await other.inspect('not valid');

    await until(
        'the sums on the device',
        async () => (await device.page.locator('.sums').innerText()).match(/\d+/g).map(Number),
        [0, 2, 2, 1, 1],
    );
    // The device puts them into the case without anybody doing anything.
    await until('the case', () => gates(number), { '南门（扫码）': 1, '南门（扫码·其他）': 1 });
    for (const one of [device, phone, other]) await one.leave();
});

test('a link that nobody gave opens nothing and says so', async () => {
    const stranger = await comeBy(campus, 'stranger', { width: 390, expected: [404] });
    await stranger.page.goto(`${campus.origin}/checkin#bh_door_${'A'.repeat(43)}`);
    await stranger.page.getByText('链接不对、已到期或已停用').waitFor();
    await stranger.inspect('no link');
    assert.equal(new URL(stranger.page.url()).hash, '');
    await stranger.leave();
});
