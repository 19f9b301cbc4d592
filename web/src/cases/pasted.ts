import type { Employer } from '../api/shapes';

/** One line of what was pasted from a sheet, and the employer of the register that it means. */
export interface PastedLine {
  typed: string; // the name, or the code when there is no name
  code: string;
  found: Employer | null;
}

const code = /^[0-9A-HJ-NPQRTUWXY]{18}$/;
const heading =
  /^(序号|编号|名称|单位名称|企业名称|用人单位|公司名称|统一社会信用代码|信用代码|备注)$/;
const total = /^(合计|总计|小计)/;

/** Half width, no blanks, brackets of one kind: how two spellings of a name are the same. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/[〔［【[]/g, '(')
    .replace(/[〕］】\]]/g, ')')
    .toLowerCase();
}

/**
 * Reads what was copied out of a sheet: a row a line, cells apart by tabs. In a row the code is what
 * looks like one, the name the first cell with more than digits. Headings and sums are no employers.
 */
export function readPasted(text: string, register: readonly Employer[]): PastedLine[] {
  const byCode = new Map(register.filter((one) => one.uscc).map((one) => [one.uscc, one]));
  const byName = new Map(register.map((one) => [plain(one.name), one]));
  const lines: PastedLine[] = [];
  const seen = new Set<string>();
  for (const row of text.split(/\r\n|\r|\n/)) {
    const cells = row
      .split('\t')
      .map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
      .filter(Boolean);
    const typedCode = cells.find((cell) => code.test(cell.normalize('NFKC').toUpperCase())) ?? '';
    const name = cells.find((cell) => cell !== typedCode && /[\p{L}]/u.test(cell)) ?? '';
    if ((!name && !typedCode) || total.test(name)) continue;
    if (!typedCode && cells.every((cell) => heading.test(cell.replace(/\s+/g, '')))) continue;
    const known = typedCode.normalize('NFKC').toUpperCase();
    const mark = known || plain(name);
    if (seen.has(mark)) continue;
    seen.add(mark);
    lines.push({
      typed: name || typedCode,
      code: known,
      found: (known ? byCode.get(known) : undefined) ?? byName.get(plain(name)) ?? null,
    });
  }
  return lines;
}
