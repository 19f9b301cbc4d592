import type { Files } from './files';
import { readYaml, withEntry, withValue, writeValue, type Path } from './yamlText';

// What changes from year to year without a rule being touched: days, numbers, items. Each field knows
// its place in a file, and a change touches nothing but that place.

export type FieldKind = 'date' | 'number' | 'text' | 'flag' | 'list';

export interface FormField {
  file: string;
  path: Path;
  kind: FieldKind;
  value: unknown;
  /** Further places that say the same and are changed along. */
  also: { file: string; path: Path }[];
}

export interface ParameterForm {
  key: string;
  title: { zh: string; en: string };
  unit: string;
  clause: string;
  values: { from: string; fields: FormField[]; source: string }[];
  /** Whether a value from a later day can be added here. */
  grows: boolean;
}

export interface ItemForm {
  id: string;
  title: FormField;
  days: FormField | null;
  unit: FormField | null;
  blocking: FormField | null;
  clause: string;
}

type Plain = Record<string, unknown>;
const plain = (value: unknown): Plain =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Plain) : {};
const isDay = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);

function kindOf(value: unknown): FieldKind | null {
  if (typeof value === 'boolean') return 'flag';
  if (typeof value === 'number') return 'number';
  if (isDay(value)) return 'date';
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return 'list';
  return null;
}

function field(file: string, path: Path, value: unknown): FormField | null {
  const kind = kindOf(value);
  return kind ? { file, path, kind, value, also: [] } : null;
}

export function manifestFields(files: Files): Record<string, FormField> {
  const data = plain(readYaml(files['pack.yaml'] ?? '')?.data);
  const fields: Record<string, FormField> = {};
  for (const key of [
    'revision',
    'version',
    'doc_no',
    'known_from',
    'issued_on',
    'authors',
    'reviewers',
  ]) {
    const value = data[key];
    // A day that the circular does not print is null; it may be filled in later.
    const made =
      key === 'issued_on' && value === null
        ? { file: 'pack.yaml', path: [key], kind: 'date' as const, value: '', also: [] }
        : field('pack.yaml', [key], value);
    if (made) fields[key] = made;
  }
  for (const language of ['zh', 'en']) {
    const made = field('pack.yaml', ['title', language], plain(data.title)[language]);
    if (made) fields[`title_${language}`] = made;
  }
  return fields;
}

/** The phases of pack.yaml; a parameter that lists the same days goes along. */
export function phaseFields(files: Files): { title: string; from: FormField; to: FormField }[] {
  const phases = plain(readYaml(files['pack.yaml'] ?? '')?.data).phases;
  if (!Array.isArray(phases)) return [];
  const twins: Path[] = [];
  const parameters = plain(readYaml(files['params.yaml'] ?? '')?.data);
  for (const [key, parameter] of Object.entries(parameters))
    for (const [from, one] of Object.entries(plain(plain(parameter).values))) {
      const value = plain(one).value;
      if (Array.isArray(value) && value.length === phases.length && isDay(plain(value[0]).from))
        twins.push([key, 'values', from, 'value']);
    }
  const side = (i: number, name: 'from' | 'to', value: unknown): FormField => ({
    file: 'pack.yaml',
    path: ['phases', i, name],
    kind: 'date',
    value,
    also: twins
      .map((path) => ({ file: 'params.yaml', path: [...path, i, name] }))
      .filter(({ path }) => valueAt(parameters, path) === value),
  });
  return phases.map((one, i) => ({
    title: String(plain(one).title ?? ''),
    from: side(i, 'from', plain(one).from),
    to: side(i, 'to', plain(one).to),
  }));
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, step) => (here as Record<string | number, unknown>)?.[step],
    data,
  );
}

/** Parameters whose values a form can show: numbers, days, words and flags, with where they come from. */
export function parameterForms(files: Files): ParameterForm[] {
  const data = plain(readYaml(files['params.yaml'] ?? '')?.data);
  return Object.entries(data).flatMap(([key, parameter]) => {
    const { title, unit, values } = plain(parameter);
    const shown = Object.entries(plain(values)).flatMap(([from, one]) => {
      const { value, clause, interpretation } = plain(one);
      const path: Path = [key, 'values', from, 'value'];
      const made = field('params.yaml', path, value);
      if (!made) return [];
      return [{ from, fields: [made], source: String(clause ?? interpretation ?? '') }];
    });
    if (shown.length === 0) return [];
    const words = plain(title);
    return [
      {
        key,
        title: { zh: String(words.zh ?? key), en: String(words.en ?? '') },
        unit: String(unit ?? ''),
        clause: shown[shown.length - 1]!.source,
        values: shown,
        grows: true,
      },
    ];
  });
}

/** Items that people do, wherever a file lists them with days before the event. */
export function itemForms(files: Files): { file: string; items: ItemForm[] }[] {
  return Object.entries(files).flatMap(([file, text]) => {
    if (!file.endsWith('.yaml') || file.includes('/') || !text.includes('items:')) return [];
    const items = plain(readYaml(text)?.data).items;
    if (!Array.isArray(items)) return [];
    const forms = items.flatMap((one, i): ItemForm[] => {
      const item = plain(one);
      const title = field(file, ['items', i, 'title', 'zh'], plain(item.title).zh);
      if (!item.id || !title) return [];
      const lead = plain(item.lead);
      return [
        {
          id: String(item.id),
          title,
          days: field(file, ['items', i, 'lead', 'days'], lead.days),
          unit: field(file, ['items', i, 'lead', 'unit'], lead.unit),
          blocking: field(file, ['items', i, 'blocking'], item.blocking),
          clause: String(item.clause ?? ''),
        },
      ];
    });
    return forms.length > 0 ? [{ file, items: forms }] : [];
  });
}

/** The files with another value in a field, and wherever the same is said. */
export function withField(files: Files, changed: FormField, value: unknown): Files {
  const next = { ...files };
  for (const { file, path } of [changed, ...changed.also])
    next[file] = withValue(next[file] ?? '', path, value);
  return next;
}

/** The files with a value of a parameter from a later day on; the earlier one stays in force before. */
export function withValueFrom(
  files: Files,
  parameter: ParameterForm,
  day: string,
  value: unknown,
): Files {
  const { source } = parameter.values[parameter.values.length - 1]!;
  const named = /^\d{4}\//.test(source) ? 'clause' : 'interpretation';
  const text = withEntry(
    files['params.yaml'] ?? '',
    [parameter.key, 'values'],
    day,
    `{ value: ${writeValue(value)}, ${named}: ${source} }`,
  );
  return { ...files, 'params.yaml': text };
}
