export type Language = 'zh-CN' | 'en';

const kept = 'beihui.language';
let current: Language = read();

function read(): Language {
  try {
    return localStorage.getItem(kept) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN'; // storage is closed in some webviews
  }
}

export function language(): Language {
  return current;
}

export function keepLanguage(chosen: Language): void {
  current = chosen;
  try {
    localStorage.setItem(kept, chosen);
  } catch {
    // chosen for this visit only
  }
}
