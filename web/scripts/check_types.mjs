// src/api/types.ts must be what docs/openapi.yaml says today.
import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const header = /^\/\*\*[\s\S]*?\*\/\s*/;
const body = (text) => text.replace(header, '').trim();

const made = astToString(await openapiTS(new URL('../../docs/openapi.yaml', import.meta.url)));
const kept = readFileSync(new URL('../src/api/types.ts', import.meta.url), 'utf8');
if (body(made) !== body(kept)) {
    console.error('src/api/types.ts differs from docs/openapi.yaml. Run: npm run types');
    process.exit(1);
}
console.log('types: equal to the contract');
