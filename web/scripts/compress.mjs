// Puts .gz and .br beside every text asset of dist/, so that the server only picks one.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const text = /\.(js|css|html|svg|json)$/;

function* files(folder) {
    for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (statSync(path).isDirectory()) yield* files(path);
        else if (text.test(name)) yield path;
    }
}

rmSync('dist/.vite', { recursive: true, force: true });

let raw = 0;
let gzip = 0;
let brotli = 0;
for (const path of files('dist')) {
    const bytes = readFileSync(path);
    const gz = gzipSync(bytes, { level: 9 });
    const br = brotliCompressSync(bytes, {
        params: {
            [constants.BROTLI_PARAM_QUALITY]: 11,
            [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
    });
    writeFileSync(`${path}.gz`, gz);
    writeFileSync(`${path}.br`, br);
    raw += bytes.length;
    gzip += gz.length;
    brotli += br.length;
}
const kb = (n) => `${Math.round(n / 1024)} KB`;
console.log(`dist: ${kb(raw)} raw, ${kb(gzip)} gzip, ${kb(brotli)} brotli`);
