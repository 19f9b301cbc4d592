import { expect, test } from 'vitest';
import { isInitials } from './employers';

test('two letters or more are the beginnings of a name, a code or a character is not', () => {
  expect(['yldk', 'HZ', ' jg '].map(isInitials)).toEqual([true, true, true]);
  expect(['y', '91330100MA', '云岭', 'yl低空', ''].map(isInitials)).toEqual(Array(5).fill(false));
});
