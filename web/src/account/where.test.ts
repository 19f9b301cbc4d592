import { describe, expect, it } from 'vitest';
import { codeIn, ownPath } from './where';

describe('where somebody goes after signing in', () => {
  it('is a path of ours', () => {
    for (const path of ['/cases', '/cases/BH-2026-0001?tab=history', '/m/visit'])
      expect(ownPath(path)).toBe(path);
  });
  it('is never another site', () => {
    for (const path of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      '/ok\\..\\evil',
      'javascript:alert(1)',
      'cases',
      '',
      undefined,
      ['/cases'],
    ])
      expect(ownPath(path)).toBeNull();
  });
});

describe('the code of a link', () => {
  it('stands behind the hash', () => {
    expect(codeIn('#code=a1b2')).toBe('a1b2');
    expect(codeIn('')).toBe('');
    expect(codeIn('#other=1')).toBe('');
  });
});
