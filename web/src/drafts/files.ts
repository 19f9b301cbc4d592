/** The files of a pack: path in its folder → text. Every file of a pack is text. */
export type Files = Readonly<Record<string, string>>;

/** As the interface takes and gives them. */
export type Base64Files = Record<string, string>;

function toBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

export function encodeFiles(files: Files): Base64Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, toBase64(text)]));
}

/** @throws TypeError when one of them is not UTF-8. */
export function decodeFiles(files: Base64Files): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files)
      .map(([path, text]): [string, string] => [path, fromBase64(text)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * A short mark of what the files say, to know whether a result is still about them. It protects
 * nothing: the server has its own hash.
 */
export function markOf(files: Files): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  const add = (text: string): void => {
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b);
    }
    a = Math.imul(a ^ 0x1f, 0x01000193);
  };
  for (const path of Object.keys(files).sort()) {
    add(path);
    add(files[path]!);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

/** pack.yaml first, then the circular, then what belongs together, rules and tests last. */
export function inOrder(paths: string[]): string[] {
  const first = ['pack.yaml', 'source.txt', 'clauses.yaml', 'interpretations.yaml', 'params.yaml'];
  const rank = (path: string): number => {
    const at = first.indexOf(path);
    if (at >= 0) return at;
    if (path.startsWith('tests/')) return 30;
    if (path.startsWith('rules/')) return 20;
    return 10;
  };
  return [...paths].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** "rules/2027-youqi/params.yaml" of a fault → "params.yaml". */
export function insidePack(pack: string, file: string): string {
  const folder = `rules/${pack}/`;
  return file.startsWith(folder) ? file.slice(folder.length) : file;
}
