// Workbooks: written as a program of spreadsheets writes them, and read from their bytes.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(import.meta.dirname, '../../../web/package.json'));
const { strFromU8, strToU8, unzipSync, zipSync } = require('fflate');

const escaped = (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const column = (at) => String.fromCharCode(65 + at);
const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** The bytes of a workbook with these rows. */
export function workbookOf(rows) {
    const cells = rows.map((row, y) => {
        const inRow = row.map(
            (text, x) =>
                `<c r="${column(x)}${y + 1}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`,
        );
        return `<row r="${y + 1}">${inRow.join('')}</row>`;
    });
    const files = {
        '[Content_Types].xml':
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>' +
            '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' +
            '</Types>',
        '_rels/.rels': `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
        'xl/workbook.xml': `<workbook xmlns="${spreadsheet}" xmlns:r="${office}"><sheets><sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>`,
        'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
        'xl/worksheets/sheet1.xml': `<worksheet xmlns="${spreadsheet}"><sheetData>${cells.join('')}</sheetData></worksheet>`,
    };
    const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
    return Buffer.from(
        zipSync(
            Object.fromEntries(
                Object.entries(files).map(([name, text]) => [name, strToU8(head + text)]),
            ),
        ),
    );
}

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
