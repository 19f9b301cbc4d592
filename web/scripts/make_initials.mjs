// Writes src/visits/initials.table.ts: for every common Han character the first letter of its reading in
// pinyin, so that "yldk" finds 云岭低空 on the phone without a network. pinyin-pro (142 KB) knows the
// readings at build time; the table (20 KB) is what travels. Characters read in several ways
// keep every letter, because nobody searches a name by the dictionary: 重庆 is c, 重工 is z.
import { writeFileSync } from 'node:fs';
import { polyphonic } from 'pinyin-pro';

const first = 0x4e00;
const last = 0x9fa5;
const plain = { u: 'w', i: 'y' }; // no syllable begins with these, so they stand for unread characters

export function table() {
    let single = '';
    const several = [];
    for (let code = first; code <= last; code += 1) {
        const character = String.fromCodePoint(code);
        const readings = polyphonic(character, { toneType: 'none', type: 'array' })[0] ?? [];
        const letters = [
            ...new Set(
                readings
                    .flatMap((reading) => reading.split(' '))
                    .map((reading) => reading[0])
                    .filter((letter) => /^[a-z]$/.test(letter ?? ''))
                    .map((letter) => plain[letter] ?? letter),
            ),
        ];
        single += letters[0] ?? '.';
        if (letters.length > 1) several.push(character + letters.slice(1).join(''));
    }
    return { single, several: several.join(' ') };
}

export function source() {
    const { single, several } = table();
    return `// Made by scripts/make_initials.mjs; a test holds it against its source.
export const first = ${first};
/** The first letter of each character from \`first\` on; a dot when it is not read. */
export const single =
  '${single}';
/** Characters read in more than one way, each with its other letters. */
export const several =
  '${several}';
`;
}

if (process.argv[1] === import.meta.filename)
    writeFileSync('src/visits/initials.table.ts', source());
