// The cells of a workbook, read from its bytes: what stands on which sheet, row by row.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(import.meta.dirname, '../../../web/package.json'));
const { strFromU8, unzipSync } = require('fflate');

const entities = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const plain = (xml) => xml.replace(/&(\w+);/g, (whole, name) => entities[name] ?? whole);

/** {"附件 1": [["附件 1"], …]}: rows without their empty cells, numbers as numbers. */
export function readWorkbook(bytes) {
    const files = unzipSync(new Uint8Array(bytes));
    const text = (path) => (files[path] ? strFromU8(files[path]) : '');
    const shared = [...text('xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gs)].map((one) =>
        [...one[1].matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map((part) => plain(part[1])).join(''),
    );
    const sheets = {};
    for (const [i, one] of [
        ...text('xl/workbook.xml').matchAll(/<sheet name="([^"]*)"/g),
    ].entries())
        sheets[plain(one[1])] = [
            ...text(`xl/worksheets/sheet${i + 1}.xml`).matchAll(/<row [^>]*>(.*?)<\/row>/gs),
        ].map((row) =>
            [...row[1].matchAll(/<c [^>]*?(?: t="(\w+)")?><v>(.*?)<\/v>/gs)].map(
                ([, type, value]) => (type === 's' ? shared[Number(value)] : Number(value)),
            ),
        );
    return sheets;
}

/** Clicks what downloads something; its name and bytes. */
export async function saved(page, click) {
    const [download] = await Promise.all([page.waitForEvent('download'), click()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
