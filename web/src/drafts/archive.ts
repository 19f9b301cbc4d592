import type { Files } from './files';

// A draft goes from the browser to whoever reviews, signs or publishes it as a zip of its folder.

const mostBytes = 16 * 1024 * 1024;

export interface Opened {
  pack: string;
  files: Record<string, string>;
  /** The text of pack.sig, when it lay in the folder. */
  signature: string;
}

export class NotAPack extends Error {
  constructor(readonly why: 'size' | 'zip' | 'manifest' | 'text') {
    super(why);
    this.name = 'NotAPack';
  }
}

export async function packZip(pack: string, files: Files): Promise<Blob> {
  const { strToU8, zipSync } = await import('fflate');
  // One moment for all, so that the same draft gives the same zip.
  const entries = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${pack}/${path}`, strToU8(text)]),
  );
  const bytes = zipSync(entries, { level: 6, mtime: new Date(2026, 0, 1) });
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
}

/** What stands before the manifest's name: a zip mostly holds the folder itself. */
function folderOf(paths: string[]): string {
  const manifests = paths
    .filter((path) => path === 'pack.yaml' || path.endsWith('/pack.yaml'))
    .sort((a, b) => a.split('/').length - b.split('/').length);
  if (manifests.length === 0) throw new NotAPack('manifest');
  return manifests[0]!.slice(0, -'pack.yaml'.length);
}

/** @throws NotAPack */
export async function openZip(file: Blob): Promise<Opened> {
  if (file.size > mostBytes) throw new NotAPack('size');
  const { unzipSync } = await import('fflate');
  let total = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(new Uint8Array(await file.arrayBuffer()), {
      filter: (one) => {
        total += one.originalSize;
        return total <= mostBytes && !one.name.endsWith('/');
      },
    });
  } catch {
    throw new NotAPack('zip');
  }
  if (total > mostBytes) throw new NotAPack('size');
  const folder = folderOf(Object.keys(entries));
  const files: Record<string, string> = {};
  for (const [path, bytes] of Object.entries(entries)) {
    if (!path.startsWith(folder)) continue;
    const inside = path.slice(folder.length);
    if (inside.split('/').some((part) => part.startsWith('.'))) continue;
    try {
      files[inside] = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new NotAPack('text');
    }
  }
  const signature = files['pack.sig'] ?? '';
  delete files['pack.sig'];
  const pack = /^pack:\s*["']?([a-z0-9_-]+)/m.exec(files['pack.yaml'] ?? '')?.[1];
  if (!pack) throw new NotAPack('manifest');
  return { pack, files, signature };
}

/** Hands a file to the browser's own downloads. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
