// node run.mjs [NAME...]: every journey on SQLite, then the nine flows (flow_*) on PostgreSQL. With
// names only the files whose name holds one of them. Ends with "N passed, N failed".
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { shareDemo } from './demo.mjs';
import { tell } from './reporter.mjs';

const here = import.meta.dirname;
const names = process.argv.slice(2);
const files = readdirSync(here)
    .filter((file) => file.endsWith('_test.mjs'))
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .sort();
const parts = [
    { store: 'sqlite', files },
    { store: 'postgresql', files: files.filter((file) => file.startsWith('flow_')) },
];
let passed = 0;
let failed = 0;
for (const part of parts) {
    if (part.files.length === 0) continue;
    process.stdout.write(`${part.store}\n`);
    process.env.BEIHUI_STORE = part.store;
    const close = await shareDemo(part.store);
    const events = run({ files: part.files.map((file) => join(here, file)), concurrency: 2 });
    for await (const event of events) {
        const { line, good } = tell(event);
        if (line) process.stdout.write(line);
        if (good !== undefined) good ? (passed += 1) : (failed += 1);
    }
    await close();
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
