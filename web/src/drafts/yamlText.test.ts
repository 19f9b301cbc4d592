import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import YAML from 'yaml';
import { readYaml, withEntry, withValue, writeValue } from './yamlText';

const rules = join(import.meta.dirname, '../../../rules');
const all = readdirSync(rules, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.yaml') && !path.includes('calendars'),
);

test('every file of every pack is read as a full YAML reader reads it', () => {
  expect(all.length).toBeGreaterThan(40);
  for (const path of all) {
    const text = readFileSync(join(rules, path), 'utf8');
    expect(readYaml(text)?.data, path).toEqual(
      YAML.parse(text, { schema: 'core', uniqueKeys: false }),
    );
  }
});

test('days stay texts, numbers are numbers, blocks keep or fold their lines', () => {
  const text =
    'a: 2026-04-01\nb: 10\nc: "x\\u4e00"\nd: |\n  one\n  two\ne: >-\n  one\n  two\nf: ~\n';
  expect(readYaml(text)?.data).toEqual(YAML.parse(text, { schema: 'core' }));
});

test('what cannot be read is null', () => {
  expect(readYaml('a: { b: 1\nc: ]')).toBeNull();
});

const params = `# 参数
light.max: # 上限
  values:
    2026-04-01: { value: 10, interpretation: i-018 } # 家
next:
  values:
    2026-04-01: { value: [甲, 乙], clause: 2026/二 }
`;

test('a new value stands where the old one stood, and nothing else moves', () => {
  const changed = withValue(params, ['light.max', 'values', '2026-04-01', 'value'], 5);
  expect(changed).toBe(params.replace('value: 10', 'value: 5'));
  expect(withValue(params, ['none'], 5)).toBe(params);
});

test('a value from a later day stands below the earlier one', () => {
  const changed = withEntry(
    params,
    ['light.max', 'values'],
    '2027-01-01',
    '{ value: 5, interpretation: i-018 }',
  );
  expect(changed).toContain(
    'interpretation: i-018 } # 家\n    2027-01-01: { value: 5, interpretation: i-018 }\nnext:',
  );
  expect(
    (readYaml(changed)?.data as Record<string, { values: object }>)['light.max']!.values,
  ).toEqual({
    '2026-04-01': { value: 10, interpretation: 'i-018' },
    '2027-01-01': { value: 5, interpretation: 'i-018' },
  });
});

test('words that would be read as something else are quoted', () => {
  for (const word of [
    'true',
    '10',
    '',
    'a: b',
    '#x',
    ' x',
    '-',
    '[x]',
    '2026-04-01',
    'null',
    '“引”',
    '张三',
    'x"y',
    'é, b',
  ])
    expect(YAML.parse(`v: ${writeValue(word)}`)).toEqual({ v: word });
  expect(writeValue({ a: ['甲', 1], b: { c: true } })).toBe('{ a: [甲, 1], b: { c: true } }');
  expect(YAML.parse(writeValue({ 'a b': null, c: [] }))).toEqual({ 'a b': null, c: [] });
});
