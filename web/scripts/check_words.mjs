// Every key that a page asks for stands in both languages, with the same placeholders, and no key
// is left over. A key made at run time is written `family.${x}`: then the family counts as used.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

// What every page needs, and what is fetched with some of them (studio.en.json).
const read = (name) =>
    Object.assign(
        {},
        ...readdirSync('src/words')
            .filter((file) => file === `${name}.json` || file.endsWith(`.${name}.json`))
            .map((file) => JSON.parse(readFileSync(`src/words/${file}`, 'utf8'))),
    );

function flatten(object, path = '', out = new Map()) {
    for (const [name, value] of Object.entries(object)) {
        const key = path ? `${path}.${name}` : name;
        if (typeof value === 'string') out.set(key, value);
        else flatten(value, key, out);
    }
    return out;
}

function* sources(folder) {
    for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (statSync(path).isDirectory()) yield* sources(path);
        else if (/\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts')) yield path;
    }
}

const zh = flatten(read('zh-CN'));
const en = flatten(read('en'));
const faults = [];
const used = new Set();
const families = new Set();
const call = /(?<![\w.])(?:t|te|\$t)\(/g;
const literal = /(['"`])((?:(?!\1).)*)\1/g;
const isKey = /^[a-zA-Z]\w*(\.\w+)+$/;
const isFamily = /^[a-zA-Z][\w.]*\.$/;

/** The text between the bracket at `from` and its counterpart. */
function argument(text, from) {
    let depth = 1;
    for (let i = from; i < text.length; i += 1) {
        if (text[i] === '(') depth += 1;
        if (text[i] === ')') depth -= 1;
        if (depth === 0) return text.slice(from, i);
    }
    return '';
}
const keypath = /keypath="([^"]+)"/g;
const marked = /\/\* words: ([\w.*, ]+) \*\//g;

for (const path of sources('src')) {
    const text = readFileSync(path, 'utf8');
    for (const found of text.matchAll(call)) {
        for (const [, quote, key] of argument(text, found.index + found[0].length).matchAll(
            literal,
        )) {
            if (quote === '`' && key.includes('${')) {
                const family = key.slice(0, key.indexOf('${'));
                if (isFamily.test(family)) families.add(family);
            } else if (isKey.test(key)) {
                used.add(key);
                if (!zh.has(key)) faults.push(`${path}: 没有“${key}”的文字 no words for "${key}"`);
            }
        }
    }
    for (const [, key] of text.matchAll(keypath)) {
        used.add(key);
        if (!zh.has(key)) faults.push(`${path}: 没有“${key}”的文字 no words for "${key}"`);
    }
    for (const [, list] of text.matchAll(marked))
        for (const key of list.split(/,\s*/)) families.add(key.replace(/\*$/, ''));
}

const holes = (text) =>
    [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort().join(',');
for (const [key, text] of zh) {
    if (!en.has(key)) faults.push(`en.json: "${key}" is missing`);
    else if (holes(text) !== holes(en.get(key)))
        faults.push(`en.json: "${key}" has other placeholders`);
    if (!used.has(key) && ![...families].some((family) => key.startsWith(family)))
        faults.push(`zh-CN.json: “${key}”没有页面使用 nothing uses it`);
}
for (const key of en.keys()) if (!zh.has(key)) faults.push(`zh-CN.json: 缺“${key}”`);

if (faults.length > 0) {
    console.error(faults.join('\n'));
    process.exit(1);
}
console.log(`words: ${zh.size} keys in both languages`);
