import { beforeEach, describe, expect, it } from 'vitest';
import { appear, keepAppearance, keptAppearance } from './appearance';

describe('how the pages look', () => {
  beforeEach(() => {
    localStorage.clear();
    appear({ theme: 'system', size: 'standard' });
  });
  it('follows the system until somebody chooses', () => {
    expect(keptAppearance()).toEqual({ theme: 'system', size: 'standard' });
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
  it('is kept, and taken back', () => {
    keepAppearance({ theme: 'dark', size: 'largest' });
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(document.documentElement.dataset.text).toBe('largest');
    expect(keptAppearance()).toEqual({ theme: 'dark', size: 'largest' });
    keepAppearance({ theme: 'system', size: 'standard' });
    expect(document.documentElement.dataset.theme).toBeUndefined();
    expect(document.documentElement.dataset.text).toBeUndefined();
  });
  it('is the usual when what is kept is nothing we know', () => {
    localStorage.setItem('beihui.appearance', '{"theme":"pink","size":7}');
    expect(keptAppearance()).toEqual({ theme: 'system', size: 'standard' });
    localStorage.setItem('beihui.appearance', 'not json');
    expect(keptAppearance()).toEqual({ theme: 'system', size: 'standard' });
  });
});
