// A recruitment event that takes place today, brought as far as a test wants it by the people who do.
import assert from 'node:assert/strict';

/** Today in Beijing. */
export const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

export async function write(who, path, data, headers = {}) {
    const origin = new URL(who.page.url()).origin;
    const answer = await who.page.request.post(origin + path, {
        headers: { 'X-Beihui': '1', 'Idempotency-Key': crypto.randomUUID(), ...headers },
        data,
    });
    assert.ok(answer.ok(), `${path} ${answer.status()} ${await answer.text()}`);
    return answer.json();
}

/** Does an act on the case as it stands. */
export async function act(who, number, name, rows) {
    const { version } = await who.ask(`/api/v1/cases/${number}`);
    const body = { act: name, ...(rows ? { data: { rows } } : {}) };
    return write(who, `/api/v1/cases/${number}/acts`, body, { 'If-Match': `"v${version}"` });
}

export async function upload(who, number, kind) {
    const { version } = await who.ask(`/api/v1/cases/${number}`);
    const answer = await write(
        who,
        `/api/v1/cases/${number}/documents?kind=${kind}&name=${kind}.pdf`,
        Buffer.from(`%PDF-1.4\n${kind}\n%%EOF\n`),
        { 'If-Match': `"v${version}"`, 'Content-Type': 'application/octet-stream' },
    );
    return answer.document.id;
}

/** The plan of an event that is small enough to be made ready in a day. */
export const planOf = (title, person) => ({
    title,
    form: '专场招聘会',
    mode: '线下',
    campus: true,
    starts_at: `${today()}T00:30:00+08:00`,
    ends_at: `${today()}T23:30:00+08:00`,
    venue: '学生活动中心一层',
    expected: 200,
    expected_basis: '按往年同类活动',
    sessions: 1,
    public_admitted: false,
    owner_kind: '学校',
    organisers: ['学校'],
    matching_bases: ['专业'],
    responsible: person,
    contact_name: '王敏',
    contact_phone: '0574-87654321',
});

/** Everything before the filing that is not said by the plan, the participants and the postings. */
export async function makeReady(office, director, number, firms) {
    const me = (await office.ask('/api/v1/session')).person.id;
    await act(
        office,
        number,
        'add_postings',
        firms.slice(0, 2).map((firm, i) => ({
            number: `${number}-${i + 1}`,
            employer: firm.id,
            title: '嵌入式软件工程师',
            kind: '就业',
            openings: 10,
            description: '负责嵌入式软件的设计和调试',
        })),
    );
    await act(
        director,
        number,
        'review_postings',
        [1, 2].map((i) => ({
            posting: `${number}-${i}`,
            outcome: '通过',
            discrimination_checked: true,
            falsehood_checked: true,
        })),
    );
    for (const kind of ['policy_list', 'service_list', 'agency_list'])
        await upload(office, number, kind);
    await act(
        office,
        number,
        'hand_out_lists',
        firms.map((firm) => ({
            employer: firm.id,
            policy_list: true,
            service_list: true,
            agency_list: true,
            explained: true,
        })),
    );
    await act(
        office,
        number,
        'assign_owners',
        Array.from({ length: 22 }, (_, i) => ({
            item: `B${String(i + 1).padStart(2, '0')}`,
            owner: me,
        })),
    );
    const evidence = await upload(office, number, 'evidence');
    await act(
        office,
        number,
        'tick_item',
        ['B13', 'B14', 'B20'].map((item) => ({ item, state: '完成', evidence: [evidence] })),
    );
}

/** Published, with verified employers at booths A1, A2 …; its number and the employers. */
export async function publishedToday(office, director, title, many) {
    const { organisation, person } = await office.ask('/api/v1/session');
    const { items } = await office.ask('/api/v1/employers?limit=50');
    const firms = items.filter((one) => one.status === 'verified').slice(0, many);
    assert.equal(firms.length, many, 'the demonstration has verified employers');
    const { number } = await write(office, '/api/v1/cases', {
        workflow: 'recruitment-event',
        organisation: organisation.id,
        data: planOf(title, person.id),
    });
    await act(
        office,
        number,
        'add_participants',
        firms.map((firm, i) => ({ employer: firm.id, booths: 1, booth: `A${i + 1}` })),
    );
    await makeReady(office, director, number, firms);
    await act(office, number, 'submit_filing');
    await act(director, number, 'approve');
    await act(office, number, 'publish');
    return { number, firms };
}
