// The demonstration, filled once for a whole run: every campus takes a copy, since to fill it costs ten
// seconds and most journeys are shorter than that.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyDatabase, startPostgresql } from './postgresql.mjs';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

export const program = process.env.BEIHUI_PROGRAM ?? join(root, 'build/release/beihui');
export const environment = { ...process.env, BEIHUI_HOME: root };
/** Runs the program; with SQLite only while no server has the database open. */
export const beihui = (...words) => run(program, words, { env: environment, maxBuffer: 1 << 24 });

/**
 * Fills a folder and, where `store` is 'postgresql', a database of a server that is started for it.
 * What it answers is plain data, so that it can be handed to another process.
 */
async function fill(store) {
    if (!existsSync(program))
        throw new Error(`没有程序，请先编译 no program, build it first: ${program}`);
    const folder = mkdtempSync(join(tmpdir(), 'beihui-demo-'));
    const postgresql = store === 'postgresql' ? await startPostgresql() : null;
    const words = ['--data', folder, ...(postgresql ? ['--database', postgresql.address] : [])];
    const { stdout, stderr } = await beihui('demo', ...words);
    const password = /shown once[^:：]*[:：]\s*(\S+)/.exec(stdout + stderr)?.[1];
    if (!password) throw new Error(`no password in what "beihui demo" says:\n${stdout}`);
    const period = ['--from', '2026-04-01', '--to', '2026-06-30'];
    const table = await beihui('table', '2026.annex1', ...words, '--org', '浙江省', ...period);
    return {
        filled: { folder, password, printed: table.stdout, socket: postgresql?.folder },
        async close() {
            await postgresql?.close();
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

/** Fills it for all test files that this process starts; ends with `close`. */
export async function shareDemo(store) {
    const { filled, close } = await fill(store);
    const note = join(filled.folder, 'shared-demo.json');
    writeFileSync(note, JSON.stringify(filled));
    process.env.BEIHUI_SHARED_DEMO = note;
    return close;
}

/** A copy of the demonstration that nobody else uses; a file that runs alone fills its own. */
export async function copyDemo() {
    const note = process.env.BEIHUI_SHARED_DEMO;
    const own = note ? null : await fill(process.env.BEIHUI_STORE);
    const filled = own?.filled ?? JSON.parse(readFileSync(note, 'utf8'));
    const data = own ? filled.folder : mkdtempSync(join(tmpdir(), 'beihui-browser-'));
    if (!own) cpSync(filled.folder, data, { recursive: true });
    const database = filled.socket ? copyDatabase(filled.socket) : null;
    return {
        data,
        store: ['--data', data, ...(database ? ['--database', database.address] : [])],
        database,
        password: filled.password,
        /** Annex 1 of the province for the first phase, as the command line printed it. */
        printed: JSON.parse(filled.printed),
        async close() {
            database?.drop();
            rmSync(data, { recursive: true, force: true });
            await own?.close();
        },
    };
}
