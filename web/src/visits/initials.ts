import { first, several, single } from './initials.table';

// Finding a firm by the first letters of its name: "yldk" → 云岭低空装备股份有限公司. Characters and
// letters may be mixed; a character that is read in two ways is found by both.

const more = new Map(several.split(' ').map((one) => [one[0]!, one.slice(1)]));

function lettersOf(character: string): string {
  const code = character.codePointAt(0)!;
  const letter = single[code - first];
  if (!letter || letter === '.') return character.toLowerCase();
  return letter + (more.get(character) ?? '');
}

function fits(typed: string, character: string): boolean {
  return typed === character || lettersOf(character).includes(typed);
}

/** Letters, digits and characters only: blanks and brackets of a name are not typed. */
function plain(text: string): string[] {
  return [...text.normalize('NFKC').toLowerCase()].filter((one) => /[\p{L}\p{N}]/u.test(one));
}

/**
 * How well a name fits: 0 from its beginning, 1 from somewhere within, 2 with gaps between; null when
 * it does not. Gaps count for three signs or more, or everything would fit two.
 */
export function fitOf(typed: string, name: string): 0 | 1 | 2 | null {
  const wanted = plain(typed);
  const has = plain(name);
  if (wanted.length === 0) return 0;
  for (let at = 0; at + wanted.length <= has.length; at += 1)
    if (wanted.every((sign, i) => fits(sign, has[at + i]!))) return at === 0 ? 0 : 1;
  if (wanted.length < 3) return null;
  let next = 0;
  for (const character of has)
    if (next < wanted.length && fits(wanted[next]!, character)) next += 1;
  return next === wanted.length ? 2 : null;
}

/** The firms that fit best, in the order given where they fit alike. */
export function firmsFor<Firm extends { name: string; uscc: string }>(
  typed: string,
  firms: readonly Firm[],
  most: number,
): Firm[] {
  const code = typed.trim().toUpperCase();
  const found: { firm: Firm; fit: number; at: number }[] = [];
  firms.forEach((firm, at) => {
    const fit = fitOf(typed, firm.name);
    if (fit !== null) found.push({ firm, fit, at });
    else if (code.length >= 4 && firm.uscc.includes(code)) found.push({ firm, fit: 1, at });
  });
  return found
    .sort((a, b) => a.fit - b.fit || a.at - b.at)
    .slice(0, most)
    .map((one) => one.firm);
}
