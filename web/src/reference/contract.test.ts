import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fits, readContract, type Schema, typeOf } from './contract';

const contract = readContract(
  parse(readFileSync(join(import.meta.dirname, '../../../docs/openapi.yaml'), 'utf8')),
);
const all = contract.groups.flatMap((group) => group.operations);
const of = (id: string) => all.find((one) => one.id === id)!;

describe('the contract of the server as a page', () => {
  it('has every operation, each in a group with a name', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../docs/openapi.yaml'), 'utf8');
    expect(all.length).toBe(source.match(/^ {6}operationId: /gm)!.length);
    expect(contract.groups.every((group) => group.description && group.tag)).toBe(true);
    expect(all.every((one) => one.summary && one.answers.length > 0)).toBe(true);
  });
  it('knows what a path, a header and a body carry', () => {
    const act = of('doAct') ?? all.find((one) => one.path === '/api/v1/cases/{number}/acts')!;
    expect(act.parameters.map((one) => one.name)).toEqual(
      expect.arrayContaining(['number', 'If-Match', 'Idempotency-Key', 'X-Beihui']),
    );
    expect(act.body[0]?.media).toBe('application/json');
    expect(act.open).toBe(false);
    expect(of('openSession').open).toBe(true);
  });
  it('finds every schema that an answer or a body names', () => {
    const named: string[] = [];
    const gather = (schema: Schema | undefined): void => {
      if (schema?.$ref) named.push(schema.$ref);
      gather2(schema?.items);
      schema?.oneOf?.forEach(gather2);
    };
    const gather2 = (schema: Schema | undefined): void => (schema ? gather(schema) : undefined);
    for (const one of all)
      for (const content of [...one.body, ...one.answers.flatMap((answer) => answer.content)])
        gather(content.schema);
    expect(named.length).toBeGreaterThan(50);
    for (const ref of named) expect(contract.find(ref), ref).not.toBeNull();
    expect(contract.find('#/components/schemas/NoSuchThing')).toBeNull();
  });
  it('calls types by their names', () => {
    expect(typeOf({ $ref: '#/components/schemas/Case' })).toBe('Case');
    expect(typeOf({ type: 'array', items: { $ref: '#/x/Case' } })).toBe('Case[]');
    expect(typeOf({ oneOf: [{ $ref: '#/x/Instant' }, { type: 'null' }] })).toBe('Instant | null');
    expect(typeOf({ enum: ['read', 'write'] })).toBe('"read" | "write"');
    expect(typeOf({ type: 'string', format: 'date' })).toBe('string (date)');
  });
  it('is searched by path, by word and by Chinese', () => {
    expect(fits(of('lockAccount'), 'accounts lock')).toBe(true);
    expect(fits(of('lockAccount'), '锁定')).toBe(true);
    expect(fits(of('lockAccount'), 'POST 锁定')).toBe(true);
    expect(fits(of('lockAccount'), '解锁 token')).toBe(false);
  });
});
