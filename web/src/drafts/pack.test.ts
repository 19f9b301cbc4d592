// @vitest-environment node
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openZip, packZip } from './archive';
import { scenarioOf } from './caseScenario';
import { decodeFiles, encodeFiles, inOrder, insidePack, markOf, type Files } from './files';
import {
  itemForms,
  manifestFields,
  parameterForms,
  phaseFields,
  withField,
  withValueFrom,
} from './form';
import { clausesOf, piecesOf, rulesIn } from './links';
import { readManifest } from './manifest';
import { tellTests, titlesOf, withScenario, type Teller } from './scenarios';
import { cutIntoSentences } from './sentences';
import { readYaml } from './yamlText';
import type { Case, Workflow } from '../api/shapes';

/** The pack of 2026 as it lies in rules/. */
function packFiles(): Files {
  const folder = join(import.meta.dirname, '../../../rules/2026-youqi');
  const files: Record<string, string> = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (!path.startsWith('.') && statSync(join(folder, path)).isFile())
      files[path] = readFileSync(join(folder, path), 'utf8');
  return files;
}
const files = packFiles();

test('a pack goes to the server and back as it was', () => {
  expect(decodeFiles(encodeFiles(files))).toEqual(files);
  const odd = { 'a.txt': '\uFEFF𠮷 é\r\n' };
  expect(decodeFiles(encodeFiles(odd))).toEqual(odd);
});

test('a mark tells any change of any file', () => {
  const mark = markOf(files);
  expect(markOf({ ...files })).toBe(mark);
  expect(markOf({ ...files, 'params.yaml': `${files['params.yaml']} ` })).not.toBe(mark);
  expect(markOf({ a: 'b', c: 'd' })).not.toBe(markOf({ a: 'd', c: 'b' }));
});

test('a draft leaves as a zip of its folder and comes back with the signature that lay in it', async () => {
  const opened = await openZip(await packZip('2026-youqi', files));
  expect(opened).toEqual({ pack: '2026-youqi', files, signature: '' });
  const signed = await packZip('x', { ...files, 'pack.sig': 'beihui-pack-signature 1\n' });
  expect((await openZip(signed)).signature).toBe('beihui-pack-signature 1\n');
  await expect(openZip(new Blob(['no zip']))).rejects.toMatchObject({ why: 'zip' });
  await expect(openZip(await packZip('x', { 'a.txt': 'a' }))).rejects.toMatchObject({
    why: 'manifest',
  });
});

test('files stand in the order in which one reads a pack', () => {
  expect(
    inOrder(['tests/a.yaml', 'rules/a.lua', 'readiness.yaml', 'source.txt', 'pack.yaml']),
  ).toEqual(['pack.yaml', 'source.txt', 'readiness.yaml', 'rules/a.lua', 'tests/a.yaml']);
  expect(insidePack('x', 'rules/x/rules/a.lua')).toBe('rules/a.lua');
});

// 2026: every clause is found again in the words of the circular.
test('the circular is cut so that every clause that quotes it stands by itself', () => {
  const clauses = clausesOf(files);
  const sentences = cutIntoSentences(files['source.txt']!, clauses);
  const found = new Set(sentences.flatMap((one) => one.clauses));
  expect(clauses.map((one) => one.id).filter((id) => !found.has(id))).toEqual([]);
  const whole = (text: string): string => text.replace(/\s/g, '');
  expect(whole(sentences.map((one) => one.text).join(''))).toBe(whole(files['source.txt']!));
});

test('a rule is found from its first line to its closing brace, whatever stands in its texts', () => {
  const lua = `local N = require "circular"
-- N.rule { id = "no" }
N.rule {
    id = "one", -- }
    clause = "2026/二",
    title = { zh = "一 }", en = "One" },
    eval = function() return [[ } ]] end,
}
N.table_check { id = "two", clause = "2026/附件1" }
`;
  expect(rulesIn('rules/a.lua', lua)).toMatchObject([
    { id: 'one', title: '一 }', from: 3, to: 8, clauses: ['2026/二'] },
    { id: 'two', from: 9, to: 9, clauses: ['2026/附件1'] },
  ]);
});

test('rules, values, items and tests of the pack of 2026 know their clauses and their lines', () => {
  const pieces = piecesOf(files);
  const one = (kind: string, id: string) =>
    pieces.find((each) => each.kind === kind && each.id === id);
  const line = (file: string, n: number): string => files[file]!.split('\n')[n - 1]!;
  for (const [kind, id, text] of [
    ['rule', 'readiness.plan', 'N.rule {'],
    ['parameter', 'campaign.phases', 'campaign.phases:'],
    ['item', 'B01', '- id: B01'],
    ['test', '119 人只办简版', ''],
  ] as const) {
    const piece = one(kind, id);
    if (text !== '') expect(line(piece!.file, piece!.from)).toContain(text);
  }
  expect(one('rule', 'readiness.plan')!.clauses).toContain('2026/四(三)e');
  expect(pieces.filter((each) => each.kind === 'test').length).toBeGreaterThan(80);
  expect(pieces.every((each) => each.to >= each.from && each.from > 0)).toBe(true);
});

test('a phase is changed in the manifest and in the parameter that repeats it, and nowhere else', () => {
  const [, second] = phaseFields(files);
  const changed = withField(files, second!.from, '2026-12-01');
  expect(readManifest(changed)!.phases[1]).toMatchObject({ from: '2026-12-01', to: '2026-12-31' });
  expect(changed['params.yaml']).toBe(
    files['params.yaml']!.replace(
      '{ from: "2026-10-01", to: "2026-12-31" }',
      '{ from: "2026-12-01", to: "2026-12-31" }',
    ),
  );
  expect(changed['pack.yaml']).toBe(
    files['pack.yaml']!.replace('from: 2026-10-01', 'from: 2026-12-01'),
  );
});

test('numbers, days, items and names of the pack are fields with their place', () => {
  expect(manifestFields(files).authors!.value).toEqual(['备会项目组']);
  const light = parameterForms(files).find((one) => one.key === 'readiness.light_max_employers')!;
  expect(light.values[0]).toMatchObject({ from: '2026-04-01', source: 'i-018' });
  const later = withValueFrom(files, light, '2027-01-01', 5);
  const data = readYaml(later['params.yaml']!)!.data as Record<string, { values: object }>;
  expect(data['readiness.light_max_employers']!.values).toEqual({
    '2026-04-01': { value: 10, interpretation: 'i-018' },
    '2027-01-01': { value: 5, interpretation: 'i-018' },
  });
  const first = itemForms(files).find((one) => one.file === 'readiness.yaml')!.items[0]!;
  const moved = withField(files, first.days!, 20);
  expect(moved['readiness.yaml']).toBe(files['readiness.yaml']!.replace('days: 15', 'days: 20'));
});

const workflow = {
  id: 'recruitment-event',
  title: { zh: '招聘活动', en: 'Event' },
  stages: [{ id: 'filing', label: { zh: '备案', en: 'Filing' } }],
  acts: [{ id: 'approve', label: { zh: '同意举办', en: 'Approve' } }],
  forms: [
    {
      id: 'plan',
      label: { zh: '方案', en: 'Plan' },
      fields: [
        {
          id: 'expected',
          type: 'integer',
          label: { zh: '预计人数', en: 'Expected' },
          personal: false,
        },
        { id: 'note', type: 'note', label: { zh: '备注', en: 'Note' }, personal: true },
      ],
    },
    {
      id: 'participants',
      label: { zh: '参会单位', en: 'Participants' },
      fields: [
        {
          id: 'employer',
          type: 'employer',
          label: { zh: '单位', en: 'Employer' },
          personal: false,
        },
      ],
    },
  ],
} as unknown as Workflow;
const teller: Teller = {
  t: (key, holes) => `${key}${holes ? ` ${Object.values(holes).join(' ')}` : ''}`,
  te: () => true,
  say: (words) => words.zh,
  workflows: [workflow],
  titles: titlesOf(files, (words) => words.zh),
};

test('every scenario of the pack is told, with what is given, when, and what must follow', () => {
  const told = tellTests(files, teller);
  expect(told.length).toBe(piecesOf(files).filter((one) => one.kind === 'test').length);
  const light = told.find((one) => one.name.startsWith('正好 10 家单位'))!;
  expect(light.given.join()).toContain('方案：预计人数 299');
  expect(light.when).toContain('招聘活动');
  expect(light.then.join()).toContain('B20');
  expect(told.filter((one) => one.then.length === 0).map((one) => one.name)).toEqual([]);
});

test('a real case becomes a scenario without names and without what is personal', () => {
  const of = {
    number: 'BH-2026-0001',
    workflow: 'recruitment-event',
    stage: 'filing',
    data: { plan: { expected: 120, note: '张三的电话', venue: null } },
    rows: { participants: [{ key: 'k', by: 'x', version: 2, employer: 'f00' }] },
    documents: [{ id: 'd00', kind: 'plan' }],
    employers: {
      f00: { name: '某某有限公司', uscc: '9', srdi: true, size: '小型', status: 'verified' },
    },
    decision: {
      requirements: [
        {
          key: 'B01',
          met: false,
          applicable: true,
          basis: { pack: '2026-youqi', clause: '2026/四(三)e' },
        },
        {
          key: 'B02',
          met: true,
          applicable: false,
          basis: { pack: '2026-youqi', clause: '2026/四(一)c' },
        },
        { key: 'Z1', met: true, applicable: true, basis: { pack: 'other', clause: '2025/一' } },
      ],
    },
  } as unknown as Case;
  const organisation = { level: 'school', kind: 'school' };
  const yaml = scenarioOf({ of, workflow, pack: '2026-youqi', today: '2026-05-06', organisation });
  expect(yaml).not.toMatch(/某某|张三|f00|d00/);
  expect(readYaml(yaml)!.data).toEqual([
    {
      name: '案卷 BH-2026-0001 在 2026-05-06 的判定',
      clause: '2026/四(三)e',
      today: '2026-05-06',
      workflow: 'recruitment-event',
      case: {
        stage: 'filing',
        plan: { expected: 120 },
        participants: [
          {
            employer: 'e2',
            employer_record: { name: 'e2', status: 'verified', size: '小型', srdi: true },
          },
        ],
        documents: [{ id: 'd1', kind: 'plan' }],
      },
      org: organisation,
      expect: { requirements: { B01: { met: false }, B02: { applicable: false } } },
    },
  ]);
  const added = withScenario({ 'tests/a.yaml': '- name: x' }, 'tests/a.yaml', yaml);
  expect(readYaml(added['tests/a.yaml']!)!.data).toHaveLength(2);
});
