// The real program on a folder of its own, filled with the demonstration, and a browser before it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beihui, copyDemo, environment, program } from './demo.mjs';

const root = join(import.meta.dirname, '../../..');
const require = createRequire(join(root, 'web/package.json'));
const { chromium } = require('playwright-core');
export const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

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
    const demo = await copyDemo();
    const { data, store } = demo;
    const origin = `http://127.0.0.1:${await freePort()}`;
    const command = (...words) => beihui(...words, ...store);
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
        password: demo.password,
        passwords,
        program,
        environment,
        data,
        browser,
        printed: demo.printed,
        /** As somebody who owns the machine, on PostgreSQL: no trigger, no row-level security. */
        asOwner: demo.database?.asOwner,
        /** Does something to the files while the program does not run. */
        async whileStopped(work) {
            await stop();
            await work();
            await start();
        },
        async close() {
            await browser.close();
            await stop();
            await demo.close();
        },
    };
}
