// A stand-in for the server, for looking at pages and for tests only; nothing of it is shipped.
// Its answers are the examples of docs/openapi.yaml and the project's own workflows.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import YAML from 'yaml';

const root = join(import.meta.dirname, '../..');
const contract = YAML.parse(readFileSync(join(root, 'docs/openapi.yaml'), 'utf8'));

export function example(name) {
    return structuredClone(contract.components.examples[name].value);
}

/** The policy that the server sends; pages must live with it. */
export const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
    "frame-ancestors 'none'; require-trusted-types-for 'script'";

const words = (value) => ({ zh: value?.zh ?? '', en: value?.en ?? '' });

function fieldOf(id, field) {
    return {
        id,
        type: field.type,
        label: words(field.label),
        hint: words(field.hint),
        required: field.required ?? false,
        personal: field.personal ?? ['text', 'note', 'graduate'].includes(field.type),
        of: (field.of ?? []).map((value) => ({
            value,
            label: { zh: value, en: field.of_en?.[value] ?? '' },
        })),
        min: field.min ?? null,
        max: field.max ?? null,
        unit: field.unit ?? '',
        reopens: field.reopens ?? '',
        clause: field.clause ?? '',
        ...(field.fallback === undefined ? {} : { fallback: field.fallback }),
    };
}

/** A workflow file in the shape of the interface. */
export function workflowOf(file) {
    const flow = YAML.parse(file);
    const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
    return {
        id: flow.workflow,
        revision: flow.revision,
        title: words(flow.title),
        ...(flow.register ? { register: flow.register.kind } : {}),
        starts_at: flow.starts_at,
        stages: Object.entries(flow.stages).map(([id, stage]) => ({
            id,
            label: words(stage),
            final: stage.final ?? false,
            side: stage.side ?? false,
        })),
        forms: Object.entries(flow.forms).map(([id, form]) => ({
            id,
            label: words(form.label),
            rows: form.rows ?? false,
            key: form.key ?? '',
            fields: Object.entries(form.fields).map(([name, field]) => fieldOf(name, field)),
            schema: { type: 'object' },
        })),
        acts: Object.entries(flow.acts).map(([id, act]) => ({
            id,
            label: words(act.label),
            from: list(act.from),
            to: act.to,
            by: list(act.by),
            form: act.form ?? '',
            needs: act.needs ?? '',
            reason_required: act.reason === 'required',
            shows_due_times: act.shows === 'due_times',
            upload: act.upload ?? false,
        })),
    };
}

export function workflows() {
    const folder = join(root, 'workflows');
    return readdirSync(folder)
        .filter((name) => name.endsWith('.yaml') && name !== 'common.yaml')
        .map((name) => workflowOf(readFileSync(join(folder, name), 'utf8')));
}

/** The case of the examples, with the acts its real workflow offers at its stage. */
function caseOf() {
    const one = example('Case');
    const flow = workflows().find((flow) => flow.id === one.workflow);
    const refused = one.acts.find((act) => !act.allowed);
    one.acts = flow.acts
        .filter((act) => act.from.includes(one.stage))
        .map((act) => ({
            id: act.id,
            label: act.label,
            form: act.form,
            allowed: act.id !== 'approve',
            why_not: act.id === 'approve' ? refused.why_not : [],
        }));
    return one;
}

const media = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml',
};

function calendar(from, to) {
    const special = new Map(example('Calendar').days.map((day) => [day.date, day]));
    const days = [];
    for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
        const date = new Date(at).toISOString().slice(0, 10);
        const weekend = [0, 6].includes(new Date(at).getUTCDay());
        days.push(special.get(date) ?? { date, working: !weekend, kind: '', name: '' });
    }
    return { ...example('Calendar'), days };
}

/** What the mock answers: [status, body, headers]. `state` may switch on refusals. */
export function answer(method, url, state) {
    const path = url.pathname.replace('/api/v1', '');
    const q = url.searchParams.get('q') ?? '';
    const preview = url.searchParams.get('preview') === 'true';
    if (path === '/session') {
        if (method === 'POST') state.in = true;
        if (method === 'DELETE') state.in = false;
        return state.in ? [200, { ...example('Session'), ...state.session }] : [401, unauthorised];
    }
    if (!state.in) return [401, unauthorised];
    if (path === '/workflows') return [200, { items: workflows() }];
    if (path.startsWith('/workflows/'))
        return [200, workflows().find((flow) => path.endsWith(flow.id))];
    if (path === '/organisations') return [200, example('Organisations')];
    if (path === '/people') return [200, example('People')];
    if (path === '/employers') {
        const page = example('Employers');
        page.items = page.items.filter((one) => one.name.includes(q));
        return [200, page];
    }
    if (path === '/cases' && method === 'GET') {
        const page = example('Cases');
        const workflow = url.searchParams.get('workflow');
        page.items = page.items.filter(
            (one) => one.title.includes(q) && (!workflow || workflow === one.workflow),
        );
        return [200, page];
    }
    if (path === '/cases') return preview ? [200, example('OpeningPreview')] : [201, caseOf()];
    if (path.endsWith('/acts')) {
        if (preview) return [200, example('ActPreview')];
        if (state.refuse) return [state.refuse === 'Stale' ? 412 : 409, example(state.refuse)];
        return [200, { ...caseOf(), version: 8 }];
    }
    if (path.endsWith('/history')) return [200, example('History')];
    if (path.endsWith('/facts')) return [200, example('CaseFacts')];
    if (path.endsWith('/trace')) return [200, example('Trace')];
    if (path.startsWith('/cases/')) return [200, caseOf()];
    if (path === '/duties') return [200, example('Duties')];
    if (path === '/tables') return [200, example('Tables')];
    if (path.includes('/cells/')) return [200, example('CellFacts')];
    if (path.startsWith('/tables/'))
        return [200, example(path.includes('annex1') ? 'Annex1' : 'Annex2')];
    if (path === '/packs') return [200, example('Packs')];
    if (path.startsWith('/packs/')) return [200, example('Pack')];
    if (path === '/calendar')
        return [200, calendar(url.searchParams.get('from'), url.searchParams.get('to'))];
    return [404, { ...unauthorised, status: 404, code: 'not_found', detail: '没有找到。' }];
}

const unauthorised = {
    type: '/problems/no_session',
    title: '请先登录',
    status: 401,
    detail: '会话已结束，请重新登录。',
    code: 'no_session',
    trace_id: '7f3a51c09be24d0f',
};

/** Serves dist/ and the answers above on 127.0.0.1. */
export async function serve(dist, state) {
    const server = createServer((request, response) => {
        const url = new URL(request.url, 'http://127.0.0.1');
        response.setHeader('Content-Security-Policy', policy);
        request.resume();
        if (url.pathname === '/api/v1/events') {
            response.writeHead(204); // nothing to follow
            response.end();
            return;
        }
        if (url.pathname.startsWith('/api/')) {
            const [status, body] = answer(request.method, url, state);
            const type = status < 400 ? 'application/json' : 'application/problem+json';
            response.writeHead(status, { 'Content-Type': type });
            response.end(JSON.stringify(body));
            return;
        }
        const asked = join(dist, url.pathname);
        const file = extname(asked) && existsSync(asked) ? asked : join(dist, 'index.html');
        response.writeHead(200, { 'Content-Type': media[extname(file)] ?? 'text/plain' });
        response.end(readFileSync(file));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
