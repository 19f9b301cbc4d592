// The real program on a folder of its own, filled with the demonstration, and a browser before it.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgresql } from './postgresql.mjs';

const root = join(import.meta.dirname, '../../..');
const require = createRequire(join(root, 'web/package.json'));
const { chromium } = require('playwright-core');
export const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const program = process.env.BEIHUI_PROGRAM ?? join(root, 'build/release/beihui');
const run = promisify(execFile);
export const environment = { ...process.env, BEIHUI_HOME: root };

export function freePort() {
    return new Promise((resolve, reject) => {
        const probe = createServer().once('error', reject);
        probe.listen(0, '127.0.0.1', () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
    });
}

export async function answers(origin, server) {
    for (let i = 0; i < 150; i += 1) {
        if (server.exitCode !== null) throw new Error(`beihui serve ended with ${server.exitCode}`);
        const answer = await fetch(`${origin}/readyz`).catch(() => null);
        if (answer?.ok) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('beihui serve does not answer');
}

/** Adds somebody to the accounts; returns the code of the link by which they choose a password. */
async function addPerson(command, { login, name, org, role }) {
    const added = await command('user', 'add', login, '--name', name, '--org', org, '--role', role);
    return /\/password#code=(\S+)/.exec(added.stdout)[1];
}

async function choosePassword(origin, code, password) {
    const answer = await fetch(`${origin}/api/v1/password`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Beihui': '1' },
        body: JSON.stringify({ code, password }),
    });
    if (!answer.ok) throw new Error(`no password was chosen: ${await answer.text()}`);
}

export function openBrowser() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}

/**
 * Fills, adds `people`, serves and opens; `close` ends exactly what was started. `prepare` is called
 * before the server runs, with its folder, its address and what runs a command on it; it returns more
 * arguments for `beihui serve`.
 */
export async function openCampus({ people = [], prepare = async () => [] } = {}) {
    if (!existsSync(program))
        throw new Error(`没有程序，请先编译 no program, build it first: ${program}`);
    const data = mkdtempSync(join(tmpdir(), 'beihui-browser-'));
    // BEIHUI_STORE=postgresql: the same on a PostgreSQL that is started for it.
    const postgresql = process.env.BEIHUI_STORE === 'postgresql' ? await startPostgresql() : null;
    const store = ['--data', data, ...(postgresql ? ['--database', postgresql.address] : [])];
    const filled = await run(program, ['demo', ...store], {
        env: environment,
        maxBuffer: 1 << 24,
    });
    const password = /shown once[^:：]*[:：]\s*(\S+)/.exec(filled.stdout + filled.stderr)?.[1];
    if (!password) throw new Error(`no password in what "beihui demo" says:\n${filled.stdout}`);
    // Before the server runs: with SQLite only one program may have the database open.
    const printed = await run(
        program,
        [
            ...['table', '2026.annex1', ...store, '--org', '浙江省'],
            ...['--from', '2026-04-01', '--to', '2026-06-30'],
        ],
        { env: environment },
    );
    const origin = `http://127.0.0.1:${await freePort()}`;
    const command = (...words) => run(program, [...words, ...store], { env: environment });
    const codes = [];
    for (const one of people) codes.push(await addPerson(command, one));
    const more = await prepare({ data, origin, command });
    let server;
    async function start() {
        server = spawn(
            program,
            ['serve', ...store, '--listen', origin.replace('http://', ''), ...more],
            { env: environment, stdio: 'ignore' },
        );
        await answers(origin, server);
    }
    async function stop() {
        const ended = new Promise((resolve) => server.once('exit', resolve));
        server.kill('SIGTERM');
        await ended;
    }
    await start();
    const passwords = {};
    for (const [i, one] of people.entries()) {
        passwords[one.login] = randomBytes(12).toString('base64url');
        await choosePassword(origin, codes[i], passwords[one.login]);
    }
    const browser = await openBrowser();
    return {
        origin,
        password,
        passwords,
        program,
        environment,
        data,
        browser,
        /** Annex 1 of the province for the first phase, as the command line printed it. */
        printed: JSON.parse(printed.stdout),
        postgresql,
        /** Does something to the files while the program does not run. */
        async whileStopped(work) {
            await stop();
            await work();
            await start();
        },
        async close() {
            await browser.close();
            await stop();
            await postgresql?.close();
            rmSync(data, { recursive: true, force: true });
        },
    };
}
