// Takes pictures of every page, wide and narrow, light and dark, against the mock, and fails on any
// console error, breach of the policy, foreign request or sideways scroll.
// Usage: node tests/look.mjs <folder for pictures> [name of one page]
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from './mock.mjs';

const out = process.argv[2];
const only = process.argv[3];
if (!out) throw new Error('usage: node tests/look.mjs <folder for pictures> [page]');
mkdirSync(out, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const state = { in: true };
const { origin, close } = await serve('dist', state);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
});

const click = (name) => async (page) => {
    await page.getByRole('button', { name, exact: true }).first().click();
    await page.waitForTimeout(700);
};
const pages = [
    { name: 'sign-in', path: '/sign-in', out: true },
    { name: 'today', path: '/cases' },
    { name: 'new', path: '/cases/new' },
    { name: 'case', path: '/cases/BH-2026-000033' },
    { name: 'case-forms', path: '/cases/BH-2026-000033?tab=forms' },
    { name: 'case-documents', path: '/cases/BH-2026-000033?tab=documents' },
    { name: 'case-facts', path: '/cases/BH-2026-000033?tab=facts' },
    { name: 'case-history', path: '/cases/BH-2026-000033?tab=history' },
    { name: 'trace', path: '/cases/BH-2026-000033?tab=history', then: click('依据'), drawer: true },
    { name: 'act', path: '/cases/BH-2026-000033?tab=forms', then: click('修改方案'), drawer: true },
    {
        name: 'rows',
        path: '/cases/BH-2026-000033?tab=firms',
        then: click('登记岗位'),
        drawer: true,
    },
    {
        name: 'refused',
        path: '/cases/BH-2026-000033',
        refuse: 'Refused',
        drawer: true,
        then: async (page) => {
            await page
                .getByRole('button', { name: '退回修改' })
                .or(page.getByRole('button', { name: /退回/ }))
                .first()
                .click();
            await page.waitForTimeout(500);
            await page.locator('.act-drawer textarea').first().fill('请补齐材料');
            await page.locator('.act-drawer button.main').click();
            await page.waitForTimeout(600);
        },
    },
    { name: 'visits', path: '/visits' },
    { name: 'visit', path: '/m/visit' },
    { name: 'employers', path: '/employers' },
    { name: 'tables', path: '/tables' },
    { name: 'annex1', path: '/tables/2026.annex1' },
    { name: 'annex2', path: '/tables/2026.annex2' },
    {
        name: 'cell',
        path: '/tables/2026.annex1',
        drawer: true,
        then: async (page) => {
            await page.locator('td button').nth(1).click();
            await page.waitForTimeout(700);
        },
    },
    { name: 'packs', path: '/packs' },
    { name: 'pack', path: '/packs/2026-youqi' },
    { name: 'pack-parameters', path: '/packs/2026-youqi?tab=parameters' },
    { name: 'pack-readings', path: '/packs/2026-youqi?tab=interpretations' },
];

let faults = 0;
const fault = (text) => {
    faults += 1;
    console.error(text);
};

for (const [width, height] of [
    [1440, 900],
    [390, 844],
])
    for (const colorScheme of ['light', 'dark']) {
        const context = await browser.newContext({
            viewport: { width, height },
            colorScheme,
            locale: 'zh-CN',
            timezoneId: 'Asia/Shanghai',
            bypassCSP: false,
        });
        for (const one of pages) {
            if (only && !one.name.startsWith(only)) continue;
            const tag = `${one.name} ${width} ${colorScheme}`;
            state.in = !one.out;
            state.refuse = one.refuse;
            const page = await context.newPage();
            await page.clock.setFixedTime(new Date('2026-05-06T15:00:00+08:00'));
            page.on('console', (line) => {
                const refused = /status of (401|409|412)/.test(line.text());
                if (line.type() === 'error' && !refused) fault(`${tag}: console: ${line.text()}`);
            });
            page.on('pageerror', (error) => fault(`${tag}: ${error.stack ?? error.message}`));
            page.on('request', (request) => {
                if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
                    fault(`${tag}: foreign request ${request.url()}`);
            });
            await page.goto(origin + one.path);
            await page.waitForTimeout(900);
            try {
                if (one.then) await one.then(page);
            } catch (error) {
                fault(`${tag}: ${error.message.split('\n')[0]}`);
            }
            const wide = await page.evaluate(
                () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            if (wide > 0) fault(`${tag}: scrolls sideways by ${wide} px`);
            await page.screenshot({
                path: join(out, `${one.name}-${width}-${colorScheme}.png`),
                fullPage: !one.drawer,
            });
            await page.evaluate(axe);
            const found = await page.evaluate(() => globalThis.axe.run());
            for (const broken of found.violations)
                fault(
                    `${tag}: axe ${broken.id} (${broken.impact}): ${broken.nodes
                        .slice(0, 3)
                        .map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`)
                        .join(' | ')}`,
                );
            await page.close();
        }
        await context.close();
    }
await browser.close();
close();
console.log(faults === 0 ? 'nothing wrong' : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
