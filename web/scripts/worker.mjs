// Writes dist/worker.js: the worker that keeps the visit form on the phone, with the names of the files
// that the form is made of, which are known only once the pages are built.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// What a leader needs where there is no network, and the page that asks them to sign in.
const pages = [
    'src/frame/PhoneFrame.vue',
    'src/visits/LogVisitPage.vue',
    'src/visits/MyVisitsPage.vue',
    'src/visits/initials.ts',
    'src/door/DoorPage.vue',
    'src/words/door.zh-CN.json',
    'src/words/en.json',
    'src/account/SignInPage.vue',
];

export function visitWorker() {
    return {
        name: 'visit-worker',
        apply: 'build',
        generateBundle(_options, bundle) {
            const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
            const files = new Set();
            const gather = (chunk) => {
                if (files.has(chunk.fileName)) return;
                files.add(chunk.fileName);
                for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
                for (const name of chunk.imports) gather(bundle[name]);
            };
            const isOf = (page) => (chunk) =>
                chunk.facadeModuleId?.endsWith(`/${page}`) ||
                chunk.moduleIds.some((id) => id.endsWith(`/${page}`) && chunk.isDynamicEntry);
            for (const chunk of chunks.filter((one) => one.isEntry)) gather(chunk);
            for (const page of pages) {
                const chunk = chunks.find(isOf(page));
                if (!chunk) this.error(`no chunk for ${page}: the worker would not keep it`);
                gather(chunk);
            }
            const list = ['/', '/mark.svg', ...[...files].sort().map((file) => `/${file}`)];
            const version = createHash('sha256').update(JSON.stringify(list)).digest('hex');
            const source = readFileSync(
                join(import.meta.dirname, '../worker/visit_worker.js'),
                'utf8',
            )
                .replace('= FILES;', `= ${JSON.stringify(list)};`)
                .replace('+ VERSION;', `+ '${version.slice(0, 16)}';`);
            this.emitFile({ type: 'asset', fileName: 'worker.js', source });
        },
    };
}
