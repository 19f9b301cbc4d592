// The follow-up ledger: line by line, with the annex that moves while somebody types.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
before(async () => {
    campus = await openCampus();
});
after(() => campus?.close());

async function followed(who) {
    const { items } = await who.ask(
        '/api/v1/cases?workflow=recruitment-event&stage=follow_up&sort=-starts',
    );
    assert.ok(items.length > 0, 'the demonstration has an event in its follow-up');
    return items[0].number;
}
async function act(who, number, body) {
    const of = await who.ask(`/api/v1/cases/${number}`);
    const answer = await who.page.request.post(`${campus.origin}/api/v1/cases/${number}/acts`, {
        headers: {
            'X-Beihui': '1',
            'If-Match': `"v${of.version}"`,
            'Idempotency-Key': crypto.randomUUID(),
        },
        data: body,
    });
    assert.equal(answer.status(), 200, await answer.text());
    return answer.json();
}
const signedCell = (page) =>
    page.locator('.annex dl > div', { hasText: '签订就业(意向)协议人数' }).locator('dd');

test('the annex shows what it would be while an agreement is typed, and is that once it is saved', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    const number = await followed(who);
    await who.go(`/follow-up?case=${number}`);
    const cell = signedCell(page);
    const before = Number(await cell.locator('.value').innerText());
    const firm = page.locator('.firm').first();
    await firm.getByRole('button', { name: '登记签约' }).click();
    await firm.getByLabel('学号').fill('2023887001');
    await cell.getByText('+1').waitFor();
    assert.equal(Number(await cell.locator('.value').innerText()), before + 1);
    const of = await who.ask(`/api/v1/cases/${number}`);
    await who.inspect('an agreement being typed');
    assert.equal(
        (await who.ask(`/api/v1/cases/${number}`)).version,
        of.version,
        'nothing is written',
    );

    // The same person twice is one person.
    await firm.getByRole('button', { name: '再加一人' }).click();
    await firm.getByLabel('学号').nth(1).fill('2023887001');
    await page.getByText('正在填写的内容保存后').waitFor();
    await page.waitForTimeout(600);
    assert.equal(Number(await cell.locator('.value').innerText()), before + 1);
    await firm.getByRole('button', { name: '登记 2 份' }).click();
    await page.getByText(/已登记 2 份协议/).waitFor();
    await page.waitForFunction(
        (n) =>
            [...document.querySelectorAll('.annex dl > div')].some(
                (one) =>
                    one.textContent.includes('协议人数') &&
                    one.querySelector('.value')?.textContent.trim() === String(n),
            ),
        before + 1,
    );
    assert.equal(await cell.locator('.by').count(), 0);
    await who.leave();
});

test('a line is saved by itself; on the same line of two people nothing typed is lost', async () => {
    const who = await arrive(campus, 'wangmin', { expected: [412] });
    const other = await arrive(campus, 'zhoujie');
    const { page } = who;
    const number = await followed(who);
    const of = await who.ask(`/api/v1/cases/${number}`);
    await who.go(`/follow-up?case=${number}`);
    const first = page.locator('.firm').first();
    const name = await first.locator('b').first().innerText();
    const employer = Object.entries(of.employers).find(([, one]) => one.name === name)[0];
    const elsewhere = of.rows.participants.find((row) => row.employer !== employer).employer;

    // Somebody else at another firm: saved without a question.
    await first.getByLabel('面试人数').fill('12');
    await act(other, number, {
        act: 'record_outcomes',
        data: { rows: [{ employer: elsewhere, interviews: 4 }] },
    });
    await first.getByRole('button', { name: '保存' }).click();
    await page.getByText(`已保存：${name}`).waitFor();
    const rows = (await who.ask(`/api/v1/cases/${number}`)).rows.outcomes;
    assert.equal(rows.find((row) => row.employer === employer).interviews, 12);
    assert.equal(rows.find((row) => row.employer === elsewhere).interviews, 4);

    // The same field of the same firm: both are shown, and whoever types decides.
    await first.getByLabel('达成意向人数').fill('5');
    await act(other, number, {
        act: 'record_outcomes',
        data: { rows: [{ key: employer, intentions: 7 }] },
    });
    await first.getByRole('button', { name: '保存' }).click();
    const merge = page.getByRole('alert', { name: '案卷刚刚有变动' });
    await merge.getByRole('heading', { name: /周杰/ }).waitFor();
    await who.inspect('two people on one line');
    assert.equal(await first.getByLabel('达成意向人数').inputValue(), '5');
    await first.getByRole('button', { name: '保存' }).click();
    await merge.waitFor({ state: 'detached' });
    await page.waitForFunction(
        async ([n, id]) => {
            const answer = await (await fetch(`/api/v1/cases/${n}`)).json();
            return answer.rows.outcomes.find((row) => row.employer === id).intentions === 5;
        },
        [number, employer],
    );
    await who.leave();
    await other.leave();
});

test('a firm whose day has come is found on a phone, and HTML in a note is text', async () => {
    const who = await arrive(campus, 'wangmin', { width: 390 });
    const { page } = who;
    const number = await followed(who);
    await who.go(`/follow-up?case=${number}`);
    const of = await who.ask(`/api/v1/cases/${number}`);
    const signed = new Set((of.rows.agreements ?? []).map((row) => row.employer));
    const free = of.rows.participants.find((row) => row.attended && !signed.has(row.employer));
    const firm = page.locator('.firm', { hasText: of.employers[free.employer].name });
    await firm.getByLabel('下次联系').fill('2026-04-01');
    await firm.getByLabel('未达成原因').selectOption('薪酬待遇');
    await firm.getByLabel('跟进情况').fill('<b>再联系</b>');
    await firm.getByRole('button', { name: '保存' }).click();
    await page.getByText(/已保存/).waitFor();
    await page.getByRole('button', { name: /该联系的 1/ }).click();
    await firm.getByText(/该联系，还没有结果/).waitFor();
    assert.equal(await page.locator('.firm').count(), 1);
    assert.equal(await firm.getByLabel('跟进情况').inputValue(), '<b>再联系</b>');
    await who.inspect('the ledger on a phone');
    await who.leave();
});
