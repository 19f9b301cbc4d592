import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/yaml';

// Reads YAML with the grammar that the editor colours it with, and keeps where each value stands, so
// that an edit touches nothing but the value: layout and comments stay as somebody wrote them.

export type Path = (string | number)[];

export interface Tree {
  text: string;
  data: unknown;
  /** Where the value of a path stands in the text; null when there is none. */
  rangeOf: (path: Path) => [number, number] | null;
  lineOf: (path: Path) => number;
}

interface Read {
  from: number;
  to: number;
  data: unknown;
  members?: Map<string | number, Read>;
}

/** A plain word: days and clause ids are texts, as for the server. */
function plainValue(text: string): unknown {
  if (/^(?:null|Null|NULL|~|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?(?:\d+|\.\d+|\d+\.\d*)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  return text;
}

/** Lines of one scalar are one line; an empty line between them is a line break. */
const folded = (text: string): string =>
  text.replace(/[ \t]*\n((?:[ \t]*\n)*)[ \t]*/g, (_all, empty: string) =>
    empty === '' ? ' ' : '\n'.repeat(empty.split('\n').length - 1),
  );

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0', b: '\b', f: '\f' };

function quotedValue(text: string): string {
  const body = folded(text.slice(1, -1));
  if (text[0] === "'") return body.replaceAll("''", "'");
  return body.replace(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/g,
    (_all, u, x, one: string) =>
      u || x ? String.fromCharCode(parseInt(u ?? x, 16)) : (escapes[one] ?? one),
  );
}

/** "|" keeps lines, ">" folds them; "-" at the end of the head drops the last line break. */
function blockValue(text: string): string {
  const [head = '', ...lines] = text.split('\n');
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length),
  );
  const body = lines
    .map((line) => line.slice(indent))
    .join('\n')
    .replace(/\n+$/, '');
  return (
    (head.includes('>') ? folded(body) : body) + (head.includes('-') || body === '' ? '' : '\n')
  );
}

function valueIn(parent: SyntaxNode): SyntaxNode | null {
  for (let one = parent.firstChild; one; one = one.nextSibling)
    if (/^(?:Block|Flow|Literal|Quoted|Tagged|Anchored|Alias)/.test(one.name)) return one;
  return null;
}

function read(node: SyntaxNode | null, text: string, at: number): Read {
  if (!node) return { from: at, to: at, data: null };
  const said = text.slice(node.from, node.to);
  const span = { from: node.from, to: node.to };
  const members = new Map<string | number, Read>();
  switch (node.name) {
    case 'BlockMapping':
    case 'FlowMapping': {
      for (const pair of node.getChildren('Pair')) {
        const key = pair.getChild('Key');
        const name = key ? String(read(valueIn(key), text, key.from).data) : '';
        members.set(name, read(valueIn(pair), text, pair.to));
      }
      const entries = [...members].map(([name, one]) => [name, one.data] as const);
      return { ...span, members, data: Object.fromEntries(entries) };
    }
    case 'BlockSequence':
    case 'FlowSequence': {
      const items = node.getChildren('Item').map((item) => read(valueIn(item), text, item.to));
      items.forEach((item, i) => members.set(i, item));
      return { ...span, members, data: items.map((item) => item.data) };
    }
    case 'QuotedLiteral':
      return { ...span, data: quotedValue(said) };
    case 'BlockLiteral':
      return { ...span, data: blockValue(said) };
    case 'Tagged':
    case 'Anchored':
      return read(valueIn(node), text, node.to);
    default:
      return { ...span, data: plainValue(folded(said)) };
  }
}

/** Most files stay as they are while one is typed in: what was read last is kept. */
const lately = new Map<string, Tree | null>();
const mostKept = 120;

/** Reads a file. Null when it cannot be read. */
export function readYaml(text: string): Tree | null {
  const kept = lately.get(text);
  if (kept !== undefined) {
    lately.delete(text); // to be the latest again
    lately.set(text, kept);
    return kept;
  }
  const tree = parse(text);
  lately.set(text, tree);
  if (lately.size > mostKept) lately.delete(lately.keys().next().value!);
  return tree;
}

function parse(text: string): Tree | null {
  const tree = parser.parse(text);
  let broken = false;
  tree.iterate({ enter: (node) => (node.type.isError ? void (broken = true) : undefined) });
  if (broken) return null;
  const document = tree.topNode.getChild('Document');
  const root = read(document ? valueIn(document) : null, text, 0);
  const rangeOf = (path: Path): [number, number] | null => {
    let here: Read | undefined = root;
    for (const step of path) here = here?.members?.get(step);
    return here ? [here.from, here.to] : null;
  };
  return {
    text,
    data: root.data,
    rangeOf,
    lineOf: (path) => {
      const range = rangeOf(path);
      if (!range) return 0;
      const blanks = /^\s*/.exec(text.slice(range[0]))![0].length;
      return text.slice(0, range[0] + blanks).split('\n').length;
    },
  };
}

/** A value as YAML on one line. */
export function writeValue(value: unknown, like = ''): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    if (like.startsWith('"')) return JSON.stringify(value);
    const plain =
      /^[^\s"'#&*!|>%@`{}[\],?:-][^#:{}[\],\n"]*$/.test(value) &&
      value === value.trim() &&
      !/^(true|false|null|yes|no|on|off|~|[-+.\d][-+.\d_eExo:]*)$/i.test(value);
    const day = /^\d{4}-\d{2}-\d{2}$/.test(value) && like !== '' && !/^['"]/.test(like);
    return plain || day ? value : JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((one) => writeValue(one)).join(', ')}]`;
  const entries = Object.entries(value as object).map(([key, one]) => `${key}: ${writeValue(one)}`);
  return entries.length ? `{ ${entries.join(', ')} }` : '{}';
}

/** The text with another value at a path; the same text when nothing stands there. */
export function withValue(text: string, path: Path, value: unknown): string {
  const range = readYaml(text)?.rangeOf(path);
  if (!range) return text;
  const before = text.slice(...range);
  return text.slice(0, range[0]) + writeValue(value, before) + text.slice(range[1]);
}

/** The text with a line `key: value` after the last one of the block map at a path. */
export function withEntry(text: string, path: Path, key: string, value: string): string {
  const range = readYaml(text)?.rangeOf(path);
  if (!range || text[range[0]] === '{') return text; // written on one line: not ours to lay out anew
  const first = range[0] + /^\s*/.exec(text.slice(range[0]))![0].length;
  const indent = text.slice(text.lastIndexOf('\n', first - 1) + 1, first);
  if (indent.trim() !== '') return text;
  const last = range[0] + text.slice(...range).trimEnd().length;
  const newline = text.indexOf('\n', last);
  const end = newline < 0 ? text.length : newline;
  return `${text.slice(0, end)}\n${indent}${key}: ${value}${text.slice(end)}`;
}
