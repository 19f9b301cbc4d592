import { expect, test } from 'vitest';
import { submitKeys, uuid } from './client';

test('the same body sent again carries the same key, a changed body a new one', () => {
  const keys = submitKeys();
  const first = keys.of({ act: 'approve' });
  expect(keys.of({ act: 'approve' })).toBe(first);
  expect(keys.of({ act: 'approve', reason: '补充' })).not.toBe(first);
});

test('once the server has it, the same body is a new wish', () => {
  const keys = submitKeys();
  const first = keys.of({ act: 'approve' });
  keys.spent();
  expect(keys.of({ act: 'approve' })).not.toBe(first);
});

test('a key is a UUID of version 4', () => {
  expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
