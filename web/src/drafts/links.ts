import type { Files } from './files';
import { readYaml } from './yamlText';

/** A piece of a file that rests on clauses: a rule, a parameter, a scenario or an item. */
export interface Piece {
  kind: 'rule' | 'parameter' | 'test' | 'item' | 'clause';
  id: string;
  title: string;
  file: string;
  /** First and last line, counted from 1. */
  from: number;
  to: number;
  clauses: string[];
}

/** Length of a string or comment of Lua that begins at `i`; 0 when none does. */
function skipped(text: string, i: number): number {
  const rest = text.slice(i, i + 400_000);
  const long = /^(?:--)?\[(=*)\[/.exec(rest);
  if (long) {
    const end = rest.indexOf(`]${long[1]}]`, long[0].length);
    return end < 0 ? rest.length : end + long[1]!.length + 2;
  }
  if (rest.startsWith('--')) {
    const end = rest.indexOf('\n');
    return end < 0 ? rest.length : end;
  }
  if (rest[0] === '"' || rest[0] === "'") {
    let j = 1;
    while (j < rest.length && rest[j] !== rest[0] && rest[j] !== '\n')
      j += rest[j] === '\\' ? 2 : 1;
    return j + 1;
  }
  return 0;
}

/** Where the brace at `open` is closed; the end of the text when it never is. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    const skip = skipped(text, i);
    if (skip > 0) {
      i += skip - 1;
      continue;
    }
    if (text[i] === '{') depth += 1;
    if (text[i] === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return text.length - 1;
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** The rules of a Lua file: `N.rule {` and `N.table_check {` to their closing brace. */
export function rulesIn(file: string, text: string): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const skip = skipped(text, i);
    if (skip > 0) {
      i += skip - 1;
      continue;
    }
    const head = /^\.(?:rule|table_check)\s*\(?\s*\{/.exec(text.slice(i, i + 40));
    if (!head) continue;
    const open = i + head[0].length - 1;
    const end = closing(text, open);
    const body = text.slice(open, end);
    const clauses = [...body.matchAll(/["'](\d{4}\/[^"'\n]+)["']/g)].map((found) => found[1]!);
    pieces.push({
      kind: 'rule',
      id: /\bid\s*=\s*["']([^"'\n]+)["']/.exec(body)?.[1] ?? '',
      title:
        /\bzh\s*=\s*"([^"\n]+)"/.exec(body)?.[1] ?? /title\s*=\s*"([^"\n]+)"/.exec(body)?.[1] ?? '',
      file,
      from: lineAt(text, i),
      to: lineAt(text, end),
      clauses: [...new Set(clauses)],
    });
    i = end;
  }
  return pieces;
}

const clauseId = /\d{4}\/[^\s"',}\]]+/g;
const words = (value: unknown): string =>
  typeof value === 'string' ? value : String((value as { zh?: string } | null)?.zh ?? '');

/** Lines of each item of the map or list at the root, or below one key of it. */
function spans(text: string, starts: number[]): [number, number][] {
  const total = text.split('\n').length;
  return starts.map((from, i) => [from, (starts[i + 1] ?? total + 1) - 1]);
}

function parametersIn(file: string, text: string): Piece[] {
  const tree = readYaml(text);
  const data = tree?.data;
  if (!tree || data === null || typeof data !== 'object' || Array.isArray(data)) return [];
  const keys = Object.keys(data);
  const all = text.split('\n');
  const starts = keys.map((key) => {
    const at = all.findIndex((line) => line.startsWith(`${key}:`) || line.startsWith(`"${key}":`));
    return at + 1;
  });
  return spans(text, starts).map(([from, to], i) => ({
    kind: 'parameter' as const,
    id: keys[i]!,
    title: words((data as Record<string, { title?: unknown } | null>)[keys[i]!]?.title),
    file,
    from,
    to,
    clauses: [
      ...new Set(
        all
          .slice(from - 1, to)
          .join('\n')
          .match(clauseId) ?? [],
      ),
    ],
  }));
}

function itemsIn(file: string, text: string): Piece[] {
  const tree = readYaml(text);
  const items = (tree?.data as { items?: unknown } | null)?.items;
  if (!tree || !Array.isArray(items)) return [];
  const starts = items.map((_one, i) => tree.lineOf(['items', i]));
  return spans(text, starts).flatMap(([from, to], i) => {
    const item = items[i] as { id?: unknown; title?: unknown; clause?: unknown } | null;
    if (!item || typeof item !== 'object' || !item.id) return [];
    const clauses = typeof item.clause === 'string' ? [item.clause] : [];
    return [
      {
        kind: 'item' as const,
        id: String(item.id),
        title: words(item.title),
        file,
        from,
        to,
        clauses,
      },
    ];
  });
}

function testsIn(file: string, text: string): Piece[] {
  const tree = readYaml(text);
  if (!tree || !Array.isArray(tree.data)) return [];
  const starts = tree.data.map((_one, i) => tree.lineOf([i]));
  return spans(text, starts).flatMap(([from, to], i) => {
    const one = (tree.data as unknown[])[i] as Record<string, unknown> | null;
    if (!one || typeof one.name !== 'string') return [];
    const why = Array.isArray(one.why) ? one.why.map(String) : [];
    const clauses = [...(one.clause ? [String(one.clause)] : []), ...why];
    return [
      {
        kind: 'test' as const,
        id: one.name,
        title: one.name,
        file,
        from,
        to,
        clauses: [...new Set(clauses)],
      },
    ];
  });
}

/** Everything in a pack that rests on a clause. */
export function piecesOf(files: Files): Piece[] {
  return Object.entries(files).flatMap(([file, text]) => {
    if (file.startsWith('rules/') && file.endsWith('.lua')) return rulesIn(file, text);
    if (file === 'params.yaml') return parametersIn(file, text);
    if (file.startsWith('tests/')) return testsIn(file, text);
    if (file === 'clauses.yaml' || !file.endsWith('.yaml') || file.includes('/')) return [];
    return itemsIn(file, text);
  });
}

export interface DraftClause {
  id: string;
  text: string;
  gloss: { zh: string; en: string };
  check: string;
  reason: string;
}

/** The clauses as the draft has them; none while clauses.yaml cannot be read. */
export function clausesOf(files: Files): DraftClause[] {
  const data = readYaml(files['clauses.yaml'] ?? '')?.data;
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return [];
  return Object.entries(data as Record<string, Record<string, unknown> | null>).map(([id, one]) => {
    const gloss = one?.gloss as { zh?: string; en?: string } | undefined;
    return {
      id,
      text: String(one?.text ?? ''),
      gloss: { zh: gloss?.zh ?? '', en: gloss?.en ?? '' },
      check: String(one?.check ?? ''),
      reason: words(one?.reason),
    };
  });
}
