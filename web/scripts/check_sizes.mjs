// What a first visit to a page fetches, gzip -9, against its budget. Needs a fresh `vite build`.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const frame = 'src/parts/KitFrame.vue';
const plainFrame = 'src/parts/DeskFrame.vue';
const auditWords = ['src/words/audit.zh-CN.json', 'src/words/trace.zh-CN.json'];
const ticks = 'src/words/integrity.zh-CN.json';
const leaders = 'src/words/leaders.zh-CN.json';
const office = ['office', 'cases', 'trace', 'integrity'].map(
    (part) => `src/words/${part}.zh-CN.json`,
);
const words = 'src/words/studio.zh-CN.json';
const provinceWords = 'src/words/province.zh-CN.json';
const table = [
    frame,
    provinceWords,
    ticks,
    'src/words/cases.zh-CN.json',
    'src/tables/TableFrame.vue',
];
const registers = 'src/words/registers.zh-CN.json';
const budgets = [
    ['visit', 120, ['src/frame/PhoneFrame.vue', leaders, 'src/visits/LogVisitPage.vue']],
    ['my visits', 140, ['src/frame/PhoneFrame.vue', leaders, 'src/visits/MyVisitsPage.vue']],
    ['approvals', 140, ['src/frame/PhoneFrame.vue', leaders, 'src/approvals/ApprovalPage.vue']],
    ['door', 120, ['src/words/door.zh-CN.json', 'src/door/DoorPage.vue']],
    ['pass', 110, ['src/words/door.zh-CN.json', 'src/door/PassPage.vue']],
    ['sign-in', 120, ['src/account/SignInPage.vue']],
    ['employers', 220, [frame, registers, 'src/employers/EmployerListPage.vue']],
    ['import', 220, [frame, registers, 'src/imports/ImportPage.vue']],
    ['today', 220, [frame, 'src/words/agenda.zh-CN.json', 'src/cases/TodayPage.vue']],
    ['calendar', 160, [frame, 'src/words/agenda.zh-CN.json', 'src/calendar/CalendarPage.vue']],
    ['brief', 220, [frame, leaders, 'src/brief/BriefPage.vue']],
    ['case', 180, [frame, ...office, 'src/cases/CasePage.vue']],
    // With the form of an act, which is fetched when somebody turns to what may be done.
    ['act', 275, [frame, ...office, 'src/cases/CasePage.vue', 'src/cases/ActDrawer.vue']],
    ['table', 260, [...table, 'src/tables/TablePage.vue']],
    ['number', 260, [...table, 'src/tables/CompositionPage.vue']],
    ['filing', 260, [...table, 'src/tables/FilingPage.vue']],
    ['filings', 220, [frame, provinceWords, 'src/filings/ProgressPage.vue']],
    // With the drawing of the bars, which is fetched once the page stands.
    ['trend', 380, [...table, 'src/tables/TrendPage.vue', 'src/tables/chart.ts']],
    ['history', 130, [plainFrame, ...auditWords, 'src/audit/HistoryPage.vue']],
    ['compare', 130, [plainFrame, ...auditWords, 'src/audit/ComparePage.vue']],
    ['audit', 130, [plainFrame, ...auditWords, ticks, 'src/audit/AuditCasesPage.vue']],
    ['pack', 140, [plainFrame, words, 'src/packs/PackPage.vue']],
    ['packs', 170, [plainFrame, words, 'src/packs/PackListPage.vue']],
    // With the editor, which is fetched once the page stands.
    [
        'studio',
        255,
        [
            plainFrame,
            words,
            'src/studio/StudioFrame.vue',
            'src/studio/StudioPage.vue',
            'src/studio/editor.ts',
        ],
    ],
    [
        'publish',
        180,
        [plainFrame, words, 'src/studio/StudioFrame.vue', 'src/studio/PublishPage.vue'],
    ],
];

function gather(name, files) {
    // A page that another page imports, too, stands in the manifest by the name of its chunk.
    const shared = /(\w+)\.(vue|ts)$/.exec(name)?.[1];
    const chunk = manifest[name] ?? Object.values(manifest).find((one) => one.name === shared);
    if (!chunk) throw new Error(`not in the manifest: ${name}`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const more of chunk.imports ?? []) gather(more, files);
}

let over = 0;
for (const [page, budget, parts] of budgets) {
    const files = new Set();
    for (const part of ['index.html', ...parts]) gather(part, files);
    const bytes = [...files].reduce(
        (sum, file) => sum + gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length,
        0,
    );
    const kb = bytes / 1024;
    if (kb > budget) over += 1;
    console.log(`${page.padEnd(9)} ${kb.toFixed(0).padStart(4)} KB of ${budget}`);
}
if (over > 0) {
    console.error('首次访问超出大小上限。 A page fetches more than its budget.');
    process.exit(1);
}
