// What people do together on a case, and where they find what others want of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCampus } from './campus.mjs';
import { arrive } from './visitor.mjs';

let campus;
let number;
before(async () => {
    campus = await openCampus();
});
after(() => campus?.close());

/** An event that waits for approval. */
async function waiting(who) {
    const { items } = await who.ask(
        '/api/v1/cases?workflow=recruitment-event&stage=filing&sort=starts',
    );
    assert.ok(items.length > 0, 'the demonstration has an event in preparation');
    return items[0].number;
}

test('somebody who is mentioned by the letters of their name finds the comment from the bell', async () => {
    const director = await arrive(campus, 'zhoujie');
    number = await waiting(director);
    await director.go(`/cases/${number}`);
    const { page } = director;
    const box = page.getByRole('textbox', { name: '写批注' });
    await box.fill('企业名单请 ');
    await box.press('End');
    await box.pressSequentially('@wm');
    await page.getByRole('option', { name: '王敏' }).waitFor();
    await director.inspect('a mention being typed');
    // 魏明 has the same letters: the arrow goes on to the next.
    const first = await page.getByRole('option').first().innerText();
    if (first !== '王敏') await box.press('ArrowDown');
    await box.press('Enter');
    await box.pressSequentially('再核一遍');
    await page.getByText('将提醒 王敏').waitFor();
    await page.getByRole('button', { name: '发表' }).click();
    await page.getByText('批注已发表，已提醒王敏').waitFor();
    assert.match(await page.locator('#comments').innerText(), /企业名单请 @王敏 再核一遍/);
    await director.leave();

    const officer = await arrive(campus, 'wangmin');
    const told = officer.page;
    await told.getByRole('link', { name: /消息.*未读/ }).click();
    await officer.settled();
    const line = told.locator('li', { hasText: '企业名单请 @王敏 再核一遍' });
    await line.waitFor();
    assert.match(await line.innerText(), /周杰/);
    await officer.inspect('the inbox');
    const before = (await officer.ask('/api/v1/inbox?unread=true')).unread;
    await line.getByRole('link').click();
    await told.waitForURL(`**/cases/${number}#comments`);
    await told.locator('#comments').waitFor();
    await told.waitForFunction(() => document.activeElement?.id === 'comments');
    await told.waitForFunction(async (n) => {
        const answer = await fetch('/api/v1/inbox?unread=true&limit=1');
        return (await answer.json()).unread === n;
    }, before - 1);
    await officer.leave();
});

test('a case is claimed, handed over by the key t and reminded of by the key u', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    await who.go(`/cases/${number}`);
    await page.getByRole('button', { name: '认领' }).click();
    await page.getByText('已认领，案卷在您手中').waitFor();
    await page.getByRole('button', { name: '放回' }).waitFor();
    await page.keyboard.press('t');
    const picker = page.getByRole('combobox', { name: /转交给/ });
    await picker.waitFor();
    await who.inspect('handing a case over');
    await picker.pressSequentially('zj');
    await page.getByRole('option', { name: '周杰' }).waitFor();
    await picker.press('Enter');
    await page.getByLabel('交代事项（对方会看到）').fill('请主任接手');
    await page.locator('form.ask').getByRole('button', { name: '转交' }).click();
    await page.getByText('已转交给周杰').waitFor();
    assert.match(await page.locator('.hand').innerText(), /周杰/);
    const { common_acts: acts, decision } = await who.ask(`/api/v1/cases/${number}`);
    assert.equal(acts.find((one) => one.id === 'give_back').allowed, false);

    await page.keyboard.press('u');
    const open = decision.requirements.find((one) => one.applicable && !one.met);
    await page.getByLabel('催哪一项').selectOption(`requirement ${open.key}`);
    const whom = page.getByRole('combobox', { name: /催谁/ });
    await whom.pressSequentially('cg');
    await page.getByRole('option', { name: '陈刚' }).click();
    await page.locator('form.ask').getByRole('button', { name: '催办' }).click();
    await page.getByText('已催陈刚').waitFor();
    await who.leave();

    // The page of the day asks for duties, which a security officer may not read.
    const guard = await arrive(campus, 'chengang', { width: 390, expected: [403] });
    await guard.go('/inbox');
    await guard.page.getByText(`所催事项：${open.title.zh}`).waitFor();
    await guard.inspect('the inbox on a phone');
    await guard.page.locator('li', { hasText: open.title.zh }).getByRole('link').click();
    await guard.page.waitForURL(`**/cases/${number}#about-${open.key}`);
    await guard.page.locator(`#about-${open.key}`).waitFor();
    await guard.leave();
});

test('what is typed as a comment is shown as text and stays when its author turns away', async () => {
    const who = await arrive(campus, 'wangmin');
    const { page } = who;
    await who.go(`/cases/${number}`);
    const box = page.getByRole('textbox', { name: '写批注' });
    const text = '<img src=x onerror=alert(1)> 𠮷🎓 ' + '长'.repeat(300);
    await box.fill(text);
    await page.getByRole('tab', { name: '历史' }).click();
    await who.go('/cases');
    await page.goBack();
    await who.settled();
    assert.equal(await box.inputValue(), text);
    await page.getByRole('button', { name: '发表' }).click();
    await page.getByText('批注已发表', { exact: false }).waitFor();
    assert.ok((await page.locator('#comments').innerText()).includes(text));
    await who.inspect('a long comment');
    await who.leave();
});

test('the parts of an event have the names of the office, on a desk and on a phone', async () => {
    for (const width of [1440, 390]) {
        const who = await arrive(campus, 'wangmin', { width });
        const { items } = await who.ask(
            '/api/v1/cases?workflow=recruitment-event&stage=follow_up&sort=starts',
        );
        await who.go(`/cases/${items[0].number}`);
        const names = await who.page.getByRole('tab').allInnerTexts();
        assert.deepEqual(names, [
            ...['备会清单', '企业与岗位', '场地日程', '学生动员', '材料'],
            ...['签到', '跟进', '统计归属', '历史'],
        ]);
        for (const name of names) {
            await who.page.getByRole('tab', { name }).click();
            await who.settled();
            await who.inspect(name);
        }
        await who.page.getByRole('tab', { name: '统计归属' }).click();
        await who.settled();
        const { facts } = await who.ask(`/api/v1/cases/${items[0].number}/facts`);
        const smes = facts.filter((fact) =>
            fact.counted.some((one) => one.table === '2026.annex1' && one.column === 'smes'),
        );
        const cell = who.page.locator('.cells > li', { hasText: '参与中小企业数量' }).first();
        assert.equal(await cell.locator('b').innerText(), String(smes.length));
        await who.page.getByRole('button', { name: '核验判定' }).click();
        await who.page.getByText(/次判定重算一致/).waitFor({ timeout: 90_000 });
        await who.leave();
    }
});

test('the bell stands in the head of a phone and not among its four places', async () => {
    const who = await arrive(campus, 'wangmin', { width: 390 });
    await who.go('/cases');
    await who.page.locator('.top').getByRole('link', { name: /消息/ }).waitFor();
    assert.equal(await who.page.locator('.rail .bell:visible').count(), 0);
    await who.leave();
});
