// Somebody at a browser. Whatever they do: nothing may go wrong unseen, nothing may leave the house.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { axe } from './campus.mjs';

/**
 * A browser before the pages; nobody has signed in. `expected` are statuses that the journey itself
 * provokes; 'offline' says that it takes the network away.
 */
export async function comeBy(
    campus,
    name,
    { width = 1440, expected = [], language = 'zh-CN' } = {},
) {
    const provoked = new Set(expected);
    const context = await campus.browser.newContext({
        viewport: { width, height: width < 600 ? 844 : 900 },
        locale: language === 'en' ? 'en-GB' : language,
        timezoneId: 'Asia/Shanghai',
        acceptDownloads: true,
    });
    await context.addInitScript((chosen) => {
        if (chosen === 'en') localStorage.setItem('beihui.language', chosen);
    }, language);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const faults = [];
    page.on('console', (line) => {
        const status = /status of (\d+)/.exec(line.text())?.[1];
        const seen = line.text().includes('net::ERR_INTERNET_DISCONNECTED')
            ? 'offline'
            : Number(status);
        if (line.type() === 'error' && !provoked.has(seen)) faults.push(`console: ${line.text()}`);
    });
    page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
    page.on('request', (request) => {
        if (!request.url().startsWith(campus.origin) && !request.url().startsWith('data:'))
            faults.push(`request to another host: ${request.url()}`);
    });
    await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
            console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
        );
    });
    // Everything that was asked for, but the events of the server: those never end.
    const pending = new Set();
    page.on('request', (request) => {
        if (!request.url().endsWith('/api/v1/events')) pending.add(request);
    });
    for (const end of ['requestfinished', 'requestfailed'])
        page.on(end, (request) => pending.delete(request));
    async function quiet() {
        for (let since = Date.now(), until = since + 20_000; Date.now() - since < 500;) {
            assert.ok(
                Date.now() < until,
                `still asking for ${[...pending].map((one) => one.url())}`,
            );
            if (pending.size > 0) since = Date.now();
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    }
    const visitor = {
        page,
        context,
        faults,
        async go(path) {
            await page.goto(campus.origin + path);
            await visitor.settled();
        },
        async settled() {
            await page.locator('h1').first().waitFor();
            await quiet();
            await page.waitForFunction(() => !document.querySelector('.bones'));
        },
        /** What the interface answers to this person. */
        async ask(path) {
            const answer = await page.request.get(campus.origin + path);
            assert.equal(answer.status(), 200, path);
            return answer.json();
        },
        /** Accessible in light and in dark, and no wider than the screen. */
        async inspect(what) {
            for (const colorScheme of ['light', 'dark']) {
                await page.emulateMedia({ colorScheme });
                // A drawer fades from one colour to the other.
                if (await page.locator('.el-drawer').count()) await page.waitForTimeout(500);
                await page.evaluate(axe);
                const found = await page.evaluate(() => globalThis.axe.run());
                const broken = found.violations.map(
                    (one) =>
                        `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`,
                );
                assert.deepEqual(broken, [], `${what} ${width} ${colorScheme}`);
                // BEIHUI_PICTURES=folder: to be looked at, since a page can be right and ugly.
                if (process.env.BEIHUI_PICTURES)
                    await page.screenshot({
                        path: join(
                            process.env.BEIHUI_PICTURES,
                            `${what} ${name} ${width} ${colorScheme} ${language}.png`.replace(
                                /[^\w.-]+/g,
                                '_',
                            ),
                        ),
                    });
            }
            await page.emulateMedia({ colorScheme: 'light' });
            const over = await page.evaluate(
                () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            assert.ok(over <= 0, `${what} ${width}: scrolls sideways by ${over} px`);
        },
        /** From now on these statuses are part of the journey. */
        expect(...statuses) {
            for (const status of statuses) provoked.add(status);
        },
        async leave() {
            await context.close();
            assert.deepEqual(faults, [], `${name} at ${width} px`);
        },
    };
    return visitor;
}

/** Signs somebody in through the page; the options are those of comeBy. */
export async function arrive(campus, login, options = {}) {
    const visitor = await comeBy(campus, login, options);
    const { page } = visitor;
    await visitor.go('/sign-in');
    await page.fill('[name=login]', login);
    await page.fill('[name=password]', campus.passwords[login] ?? campus.password);
    await page.click('form button[type=submit]');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await visitor.settled();
    return visitor;
}
