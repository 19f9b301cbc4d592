import type { Workflow } from '../api/shapes';
import type { Files } from './files';
import { readYaml } from './yamlText';

/** A scenario or a story as it stands in tests/, told in words. */
export interface Told {
  name: string;
  file: string;
  line: number;
  clause: string;
  kind: 'case' | 'table' | 'story' | 'shared';
  given: string[];
  when: string;
  then: string[];
}

type Plain = Record<string, unknown>;
const plain = (value: unknown): Plain =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Plain) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The words that telling needs; `t` finds those of `studio.tell`. */
export interface Teller {
  t: (key: string, holes?: Record<string, unknown>) => string;
  te: (key: string) => boolean;
  say: (words: { zh: string; en: string }) => string;
  workflows: Workflow[];
  /** Titles by id: items, parameters, columns of tables. */
  titles: Map<string, string>;
}

/** Titles of what a draft names, for telling. */
export function titlesOf(files: Files, say: Teller['say']): Map<string, string> {
  const titles = new Map<string, string>();
  const words = (value: unknown): string => {
    const one = plain(value);
    return typeof value === 'string'
      ? value
      : say({ zh: String(one.zh ?? ''), en: String(one.en ?? '') });
  };
  for (const [path, text] of Object.entries(files)) {
    if (!path.endsWith('.yaml') || path.startsWith('tests/')) continue;
    const data = plain(readYaml(text)?.data);
    for (const item of list(data.items).map(plain))
      if (item.id && item.title) titles.set(String(item.id), words(item.title));
    if (path.startsWith('annex/')) {
      titles.set(String(data.id), [data.annex, words(data.title)].filter(Boolean).join(' '));
      for (const column of list(data.columns).map(plain))
        titles.set(`${String(data.id)}.${String(column.id)}`, words(column.label));
    }
    if (path === 'params.yaml')
      for (const [key, one] of Object.entries(data)) titles.set(key, words(plain(one).title));
  }
  return titles;
}

/** A value as a person reads it: yes and no, lists in a line, `plan: { … }` by its fields. */
function tellValue(value: unknown, teller: Teller): string {
  if (value === null || value === undefined) return teller.t('studio.tell.none');
  if (typeof value === 'boolean') return teller.t(value ? 'field.yes' : 'field.no');
  if (Array.isArray(value)) return value.map((one) => tellValue(one, teller)).join('、');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${teller.titles.get(key) ?? key} ${tellValue(one, teller)}`)
      .join('，');
  return String(value)
    .replace('T', ' ')
    .replace(/:00\+08:00$/, '');
}

function tellForm(
  id: string,
  value: unknown,
  workflow: Workflow | undefined,
  teller: Teller,
): string {
  const form = workflow?.forms.find((one) => one.id === id);
  const fields = (row: unknown): string =>
    Object.entries(plain(row))
      .filter(([key]) => !key.endsWith('_record'))
      .map(([key, one]) => {
        const field = form?.fields.find((each) => each.id === key);
        const record = plain(plain(row)[`${key}_record`]);
        const text = record.name ? String(record.name) : tellValue(one, teller);
        return `${field ? teller.say(field.label) : key} ${text}`;
      })
      .join('，');
  const label = form ? teller.say(form.label) : id;
  if (!Array.isArray(value)) return `${label}：${fields(value)}`;
  const rows = value.slice(0, 4).map(fields).join('；');
  const more = value.length > 4 ? teller.t('studio.tell.more', { n: value.length }) : '';
  return `${label}：${rows}${more}`;
}

const formless = [
  'stage',
  'version',
  'reopened',
  'number',
  'title',
  'opened_on',
  'circulars',
  'duties',
  'documents',
];

function tellGiven(raw: Plain, workflow: Workflow | undefined, teller: Teller): string[] {
  const given: string[] = [];
  const of = plain(raw.case);
  for (const [key, value] of Object.entries(of)) {
    if (key === 'documents')
      given.push(
        teller.t('studio.tell.documents', {
          kinds: list(value)
            .map((one) => {
              const kind = String(plain(one).kind);
              return teller.te(`document.kind.${kind}`) ? teller.t(`document.kind.${kind}`) : kind;
            })
            .join('、'),
        }),
      );
    else if (key === 'duties')
      given.push(
        teller.t('studio.tell.duties', {
          list: list(value)
            .map((one) => tellValue(one, teller))
            .join('；'),
        }),
      );
    else if (key === 'reopened') given.push(teller.t('studio.tell.reopened'));
    else if (!formless.includes(key)) given.push(tellForm(key, value, workflow, teller));
  }
  for (const [key, value] of Object.entries(plain(raw.params)))
    given.push(`${teller.titles.get(key) ?? key} ＝ ${tellValue(value, teller)}`);
  for (const one of list(raw.facts).map(plain))
    given.push(
      teller.t('studio.tell.fact', {
        kind: String(one.kind),
        on: String(one.on ?? ''),
        what: [one.occasion, one.employer, one.person, one.item]
          .filter(Boolean)
          .map(String)
          .join(' '),
      }),
    );
  return given;
}

function tellMembers(members: Plain, teller: Teller): string {
  return Object.entries(members)
    .map(([key, value]) => {
      const known = `studio.tell.${key}`;
      if (typeof value === 'boolean' && teller.te(`${known}_${value}`))
        return teller.t(`${known}_${value}`);
      const label = teller.te(known) ? teller.t(known) : key;
      return `${label} ${tellValue(value, teller)}`;
    })
    .join('，');
}
/* words: studio.tell.* */

function tellThen(expect: Plain, teller: Teller): string[] {
  const then: string[] = [];
  for (const family of ['requirements', 'duties', 'quotas'] as const)
    for (const [key, value] of Object.entries(plain(expect[family]))) {
      const title = teller.titles.get(key);
      const named = title ? `${key} ${title}` : key;
      then.push(
        value === 'absent'
          ? `${named}：${teller.t('studio.tell.absent')}`
          : `${named}：${tellMembers(plain(value), teller)}`,
      );
    }
  for (const one of list(expect.findings))
    then.push(teller.t('studio.tell.finding', { what: tellMembers(plain(one), teller) }));
  for (const one of list(expect.no_findings))
    then.push(teller.t('studio.tell.noFinding', { what: tellMembers(plain(one), teller) }));
  for (const one of list(expect.incidents))
    then.push(teller.t('studio.tell.incident', { what: tellMembers(plain(one), teller) }));
  for (const [gate, keys] of Object.entries(plain(expect.unmet)))
    then.push(
      list(keys).length === 0
        ? teller.t('studio.tell.gateOpen', { gate })
        : teller.t('studio.tell.gateShut', { gate, keys: list(keys).join('、') }),
    );
  for (const [table, cells] of Object.entries(plain(expect.cells)))
    for (const [column, value] of Object.entries(plain(cells)))
      then.push(
        `${teller.titles.get(`${table}.${column}`) ?? `${table} ${column}`} ＝ ${String(value)}`,
      );
  return then;
}

function tellStory(raw: Plain, teller: Teller): Pick<Told, 'given' | 'when' | 'then'> {
  const story = plain(raw.story);
  const steps = list(story.steps).map(plain);
  const given = steps.slice(0, 6).map((step) => {
    const act = step.act ?? step.opens ?? step.do ?? (step.upload ? 'upload' : '');
    const label = teller.workflows.flatMap((one) => one.acts).find((one) => one.id === act)?.label;
    const done = label ? teller.say(label) : String(act);
    return [step.at, step.by, done, step.case].filter(Boolean).map(String).join(' ');
  });
  if (steps.length > 6) given.push(teller.t('studio.tell.moreSteps', { n: steps.length }));
  const then = list(raw.expect).map((one) => {
    const { at, by, case: of, table, tasks_of: tasks, ...rest } = plain(one);
    const head = [at, by, of, table, tasks].filter(Boolean).map(String).join(' ');
    return `${head}：${tellThen(rest, teller)
      .concat(rest.stage ? [String(rest.stage)] : [])
      .join('；')}`;
  });
  return { given, when: teller.t('studio.tell.story', { n: steps.length }), then };
}

function tell(raw: Plain, file: string, line: number, teller: Teller): Told {
  const clause = String(raw.clause ?? list(raw.why)[0] ?? '');
  const head = { name: String(raw.name), file, line, clause };
  if (raw.story) return { ...head, kind: 'story', ...tellStory(raw, teller) };
  const workflow = teller.workflows.find((one) => one.id === raw.workflow);
  const stage = workflow?.stages.find((one) => one.id === plain(raw.case).stage);
  const when = raw.facts
    ? teller.t('studio.tell.count', { day: String(raw.today ?? '') })
    : teller.t('studio.tell.judge', {
        day: String(raw.today ?? ''),
        workflow: workflow ? teller.say(workflow.title) : String(raw.workflow ?? ''),
        stage: stage ? teller.say(stage.label) : String(plain(raw.case).stage ?? ''),
      });
  return {
    ...head,
    kind: raw.facts ? 'table' : 'case',
    given: tellGiven(raw, workflow, teller),
    when,
    then: tellThen(plain(raw.expect), teller),
  };
}

/** All scenarios and stories of a pack. */
export function tellTests(files: Files, teller: Teller): Told[] {
  return Object.entries(files).flatMap(([file, text]) => {
    if (!file.startsWith('tests/')) return [];
    const tree = readYaml(text);
    return list(tree?.data).flatMap((raw, i) =>
      typeof plain(raw).name === 'string'
        ? [tell(plain(raw), file, tree!.lineOf([i]), teller)]
        : [],
    );
  });
}

/** The file with scenarios added at its end. */
export function withScenario(files: Files, file: string, yaml: string): Files {
  const before = files[file] ?? '';
  const apart =
    before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  return { ...files, [file]: before + apart + yaml.trimEnd() + '\n' };
}
