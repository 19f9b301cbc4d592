import type { Files } from './files';
import { readYaml, withValue } from './yamlText';

/** What pack.yaml says, as far as the pages ask for it. */
export interface Manifest {
  pack: string;
  revision: number;
  version: string;
  title: { zh: string; en: string };
  documentNumber: string;
  knownFrom: string;
  phases: { from: string; to: string; title?: string }[];
  authors: string[];
  reviewers: string[];
  binds: string[];
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

export function readManifest(files: Files): Manifest | null {
  const data = readYaml(files['pack.yaml'] ?? '')?.data as Record<string, unknown> | null;
  if (!data || typeof data !== 'object') return null;
  const title = data.title as { zh?: string; en?: string } | undefined;
  return {
    pack: String(data.pack ?? ''),
    revision: Number(data.revision ?? 0),
    version: String(data.version ?? ''),
    title: { zh: title?.zh ?? '', en: title?.en ?? '' },
    documentNumber: String(data.doc_no ?? ''),
    knownFrom: String(data.known_from ?? ''),
    phases: (Array.isArray(data.phases) ? data.phases : []) as Manifest['phases'],
    authors: list(data.authors),
    reviewers: list(data.reviewers),
    binds: list(data.binds),
  };
}

/** The files with another value in pack.yaml. */
export function withManifest(files: Files, key: string, value: unknown): Files {
  const text = withValue(files['pack.yaml'] ?? '', [key], value);
  return { ...files, 'pack.yaml': text };
}
