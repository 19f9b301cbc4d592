// How the pages look to this person on this device: the theme and the size of the text. Kept in the
// browser, since a phone and a desk want different answers.

export const themes = ['system', 'light', 'dark'] as const;
export const sizes = ['standard', 'large', 'largest'] as const;
export type Theme = (typeof themes)[number];
export type Size = (typeof sizes)[number];
export interface Appearance {
  theme: Theme;
  size: Size;
}

const key = 'beihui.appearance';
const usual: Appearance = { theme: 'system', size: 'standard' };

export function keptAppearance(): Appearance {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Appearance>;
    return {
      theme: themes.find((one) => one === kept.theme) ?? usual.theme,
      size: sizes.find((one) => one === kept.size) ?? usual.size,
    };
  } catch {
    return usual; // storage is closed, or somebody else wrote there
  }
}

/** Shows the pages so, from now on. */
export function appear(chosen: Appearance): void {
  const { dataset } = document.documentElement;
  if (chosen.theme === 'system') delete dataset.theme;
  else dataset.theme = chosen.theme;
  if (chosen.size === 'standard') delete dataset.text;
  else dataset.text = chosen.size;
}

export function keepAppearance(chosen: Appearance): void {
  appear(chosen);
  try {
    localStorage.setItem(key, JSON.stringify(chosen));
  } catch {
    // chosen for this visit only
  }
}
