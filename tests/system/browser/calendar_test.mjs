// The calendar: what stands on its days, that its address says what it shows, and that what somebody
// subscribes to is read by other programs.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

const require = createRequire(join(import.meta.dirname, '../../../web/package.json'));

let campus;
before(async () => (campus = await openCampus()));
after(() => campus?.close());

const agendaOf = (who, from, to, more = '') =>
    who.ask(`/api/v1/agenda?from=${from}&to=${to}${more}`);

test('a month shows events, visits, holidays and make-up days; its address can be handed on', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL((url) => url.pathname === '/calendar');
    await who.go('/calendar?month=2026-05');
    await page.getByRole('heading', { level: 1, name: '2026年5月' }).waitFor();
    const { items } = await agendaOf(who, '2026-04-27', '2026-05-31');
    assert.ok(items.some((one) => one.layer === 'event'));
    assert.ok(items.some((one) => one.layer === 'visit'));
    for (const item of items)
        assert.ok(
            (await page.locator(`td a[href="/cases/${item.number}"]`).count()) > 0,
            `${item.number} stands in the month`,
        );
    const may = (day) =>
        page
            .locator('td:not(.other)')
            .filter({ has: page.locator('.number', { hasText: new RegExp(`^${day}$`) }) });
    assert.equal(await may(1).locator('.kind').innerText(), '休');
    assert.equal(await may(9).locator('.kind').innerText(), '班');
    assert.equal(await may(12).locator('.kind').count(), 0);
    await who.inspect('month');
    // Without visits only the events are left, and the address says so.
    await page.getByLabel('领导走访').uncheck();
    await page.waitForURL(/layers=event%2Cduty|layers=event,duty/);
    await page.locator('td a.visit').first().waitFor({ state: 'detached' });
    assert.ok((await page.locator('td a.event').count()) > 0);
    const handedOn = page.url();
    await page.goto('about:blank');
    await page.goto(handedOn);
    await who.settled();
    assert.equal(await page.locator('td a.visit').count(), 0);
    assert.equal(await page.getByLabel('领导走访').isChecked(), false);
    await page.getByRole('button', { name: '列表' }).click();
    await page.locator('section.day').first().waitFor();
    await who.inspect('list');
    await who.leave();
});

test('a filter that fits nothing says how much there is without it and can be cleared', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    const { items } = await agendaOf(who, '2026-04-27', '2026-05-31');
    await who.go('/calendar?month=2026-05&layers=event&owner=nobody');
    await page.getByText(`没有符合条件的事项；不筛选有 ${items.length} 项`).waitFor();
    await who.inspect('filtered');
    await page.getByRole('button', { name: '清除筛选' }).click();
    await page.locator('td a.visit').first().waitFor();
    assert.equal(new URL(page.url()).search, '?month=2026-05');
    const { owners } = await agendaOf(who, '2026-04-27', '2026-05-31');
    const owner = owners.find((one) => one.name);
    await page.getByLabel('负责人').selectOption(owner.id);
    await page.waitForURL(/owner=/);
    await who.settled();
    const theirs = items.filter((one) => one.owner === owner.id);
    const shown = await page
        .locator('td a.short')
        .evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('href')))]);
    assert.deepEqual(
        shown.sort(),
        [...new Set(theirs.map((one) => `/cases/${one.number}`))].sort(),
    );
    await who.leave();
});

test('a year whose holidays are not published says that it is guessed', async () => {
    const who = await arrive(campus, 'wangmin');
    await who.go('/calendar?month=2028-02');
    await who.page.getByText('2028 年放假安排尚未公布，按周末推算').waitFor();
    assert.equal(await who.page.locator('td .kind').count(), 0);
    assert.equal(await who.page.locator('td.off').count(), 10, 'Saturdays and Sundays');
    await who.inspect('unpublished');
    await who.go('/calendar?month=2026-05');
    assert.equal(await who.page.locator('[data-unpublished]').count(), 0);
    await who.leave();
});

test('due times stand on the day that ends with them', async () => {
    const who = await arrive(campus, 'qianfang');
    const { items } = await who.ask('/api/v1/duties?state=open');
    const dated = items.find((one) => one.due?.includes('T00:00:00+08:00'));
    assert.ok(dated, 'the demonstration has a filing that is due at midnight');
    const day = new Date(Date.parse(dated.due) - 1 + 8 * 3600_000).toISOString().slice(0, 10);
    await who.go(`/calendar?month=${day.slice(0, 7)}&view=list`);
    const line = who.page
        .locator('section.day')
        .filter({ hasText: `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日` })
        .locator('a.duty')
        .filter({ hasText: dated.title.zh })
        .first();
    assert.match(await line.innerText(), /24:00/);
    await who.inspect('due times');
    await who.leave();
});

test('on a phone a month is a list that fits the screen', async () => {
    const who = await arrive(campus, 'wangmin', { width: 390 });
    await who.go('/calendar?month=2026-05');
    await who.page.locator('section.day').first().waitFor();
    assert.equal(await who.page.locator('table').count(), 0);
    const heights = await who.page
        .locator('main .button:visible, main select:visible, main a.entry:visible')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    assert.ok(Math.min(...heights) >= 44, `targets of ${Math.min(...heights)} px`);
    await who.inspect('phone');
    await who.leave();
});

test('somebody subscribes, another program reads it, and ending it ends it', async () => {
    const who = await arrive(campus, 'wangmin', { expected: [404] });
    const { page } = who;
    await who.go('/calendar?month=2026-05');
    await page.getByRole('button', { name: '订阅 ICS' }).click();
    const dialog = page.getByRole('dialog', { name: '订阅日历' });
    await dialog.getByLabel('用在哪里').fill('我的手机');
    await who.inspect('subscribe');
    await dialog.getByRole('button', { name: '生成地址' }).click();
    const url = await dialog.getByLabel('订阅地址').inputValue();
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/feeds\/bh_cal_[\w-]{43}\.ics$/);
    await who.inspect('address');
    await dialog.getByRole('button', { name: '关闭' }).click();

    const answer = await fetch(url);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^text\/calendar/);
    const text = await answer.text();
    assert.ok(text.endsWith('\r\n') && !/[^\r]\n/.test(text), 'every line ends with CRLF');
    for (const line of text.split('\r\n'))
        assert.ok(Buffer.byteLength(line) <= 75, `${line} is too long`);
    const ICAL = require('ical.js').default ?? require('ical.js');
    const calendar = new ICAL.Component(ICAL.parse(text));
    assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
    assert.equal(calendar.getFirstPropertyValue('method'), null);
    const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
    assert.equal(new Set(events.map((one) => one.uid)).size, events.length);
    const day = (at) =>
        new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date(at));
    const now = Date.now();
    const until = now + 30 * 86_400_000;
    const { items } = await agendaOf(who, day(now - 20 * 86_400_000), day(until));
    for (const item of items) {
        const found = events.find((one) =>
            one.component.getFirstPropertyValue('url')?.endsWith(`/${item.number}`),
        );
        assert.ok(found, `${item.number} ${item.title}`);
        if (item.layer !== 'event') continue;
        assert.equal(found.summary, item.title);
        assert.equal(found.location ?? '', item.venue);
        assert.equal(found.startDate.zone.tzid, 'Asia/Shanghai');
        assert.equal(`${found.startDate.toString()}+08:00`, item.starts_at);
        assert.equal(`${found.endDate.toString()}+08:00`, item.ends_at);
    }
    for (const name of ['王敏', '周杰', '胡建国', '沈立'])
        assert.ok(!text.includes(name), `${name} stands in the feed`);
    const again = await fetch(url, { headers: { 'If-None-Match': answer.headers.get('etag') } });
    assert.equal(again.status, 304);

    await who.go('/account');
    const line = page.locator('.feeds li').filter({ hasText: '我的手机' });
    await line.getByRole('button', { name: '停用' }).click();
    await page.getByText('停用“我的手机”？').waitFor();
    await who.inspect('feeds');
    await line.getByRole('button', { name: '停用', exact: true }).click();
    await page.getByText('没有在用的日历订阅').waitFor();
    const ended = await fetch(url);
    const madeUp = await fetch(
        url.replace(/.\.ics$/, (end) => (end[0] === 'A' ? 'B.ics' : 'A.ics')),
    );
    assert.equal(ended.status, 404);
    assert.equal(madeUp.status, 404);
    assert.equal(await ended.text(), await madeUp.text());
    await who.leave();
});

test('a month that cannot be read says why and can be tried again', async () => {
    const who = await arrive(campus, 'wangmin', { expected: [500] });
    const { page } = who;
    let broken = true;
    await page.route('**/api/v1/agenda*', (route) =>
        broken
            ? route.fulfill({
                  status: 500,
                  contentType: 'application/problem+json',
                  body: JSON.stringify({
                      type: '/problems/internal_error',
                      title: '系统出错',
                      status: 500,
                      detail: '请稍后再试。',
                      code: 'internal_error',
                      trace_id: '7f3a51c09be24d0f',
                  }),
              })
            : route.continue(),
    );
    await page.goto(`${campus.origin}/calendar?month=2026-05`);
    await page.getByText('系统出错，已记录').waitFor({ timeout: 30_000 });
    broken = false;
    await page.getByRole('button', { name: '再试一次' }).first().click();
    await page.locator('td a.event').first().waitFor();
    await who.leave();
});
