import { createI18n, useI18n } from 'vue-i18n';
import type { Words } from '../api/shapes';
import { keepLanguage, language, type Language } from './language';
import zh from './zh-CN.json';

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh },
});

/** Words that only some pages need are fetched with those: a route names them in `meta.words`. */
const parts = {
  leaders: {
    'zh-CN': () => import('./leaders.zh-CN.json'),
    en: () => import('./leaders.en.json'),
  },
  account: {
    'zh-CN': () => import('./account.zh-CN.json'),
    en: () => import('./account.en.json'),
  },
  cases: {
    'zh-CN': () => import('./cases.zh-CN.json'),
    en: () => import('./cases.en.json'),
  },
  trace: {
    'zh-CN': () => import('./trace.zh-CN.json'),
    en: () => import('./trace.en.json'),
  },
  agenda: {
    'zh-CN': () => import('./agenda.zh-CN.json'),
    en: () => import('./agenda.en.json'),
  },
  office: {
    'zh-CN': () => import('./office.zh-CN.json'),
    en: () => import('./office.en.json'),
  },
  help: {
    'zh-CN': () => import('./help.zh-CN.json'),
    en: () => import('./help.en.json'),
  },
  administration: {
    'zh-CN': () => import('./administration.zh-CN.json'),
    en: () => import('./administration.en.json'),
  },
  studio: {
    'zh-CN': () => import('./studio.zh-CN.json'),
    en: () => import('./studio.en.json'),
  },
  province: {
    'zh-CN': () => import('./province.zh-CN.json'),
    en: () => import('./province.en.json'),
  },
  filings: {
    'zh-CN': () => import('./filings.zh-CN.json'),
    en: () => import('./filings.en.json'),
  },
  registers: {
    'zh-CN': () => import('./registers.zh-CN.json'),
    en: () => import('./registers.en.json'),
  },
  door: {
    'zh-CN': () => import('./door.zh-CN.json'),
    en: () => import('./door.en.json'),
  },
  integrity: {
    'zh-CN': () => import('./integrity.zh-CN.json'),
    en: () => import('./integrity.en.json'),
  },
  setup: {
    'zh-CN': () => import('./setup.zh-CN.json'),
    en: () => import('./setup.en.json'),
  },
  audit: {
    'zh-CN': () => import('./audit.zh-CN.json'),
    en: () => import('./audit.en.json'),
  },
};
export type WordsPart = keyof typeof parts;
const wanted = new Set<WordsPart>();
const fetched = new Set<string>();

async function fetchPart(part: WordsPart, of: Language): Promise<void> {
  const key = `${part} ${of}`;
  if (fetched.has(key)) return;
  const words = await parts[part][of]();
  i18n.global.mergeLocaleMessage(of as never, words.default as never);
  fetched.add(key);
}

/** Brings the words of parts, in Chinese, the source, and in the reader's language. */
export async function withWords(wantedNow: WordsPart | WordsPart[]): Promise<void> {
  const spoken: Language[] =
    String(i18n.global.locale.value) === 'en' ? ['zh-CN', 'en'] : ['zh-CN'];
  const list = [wantedNow].flat();
  for (const part of list) wanted.add(part);
  await Promise.all(list.flatMap((part) => spoken.map((of) => fetchPart(part, of))));
}

/** Chooses a language; English is fetched only when asked for. */
export async function speak(chosen: Language): Promise<void> {
  if (chosen === 'en' && !i18n.global.availableLocales.includes('en' as never)) {
    const en = await import('./en.json');
    i18n.global.setLocaleMessage('en' as never, en.default as never);
  }
  for (const part of wanted) await fetchPart(part, chosen);
  i18n.global.locale.value = chosen as never;
  document.documentElement.lang = chosen;
  keepLanguage(chosen);
}

export async function speakAsKept(): Promise<void> {
  await speak(language());
}

/** Words of the server in the reader's language; English falls back to Chinese. */
export function useWords() {
  const { t, te, locale } = useI18n();
  const say = (words: Words | undefined | null): string => {
    if (!words) return '';
    return String(locale.value) === 'en' && words.en ? words.en : words.zh;
  };
  /** A role in words; an id that we do not know is shown as it is. */
  const role = (id: string): string => (te(`roles.${id}`) ? t(`roles.${id}`) : id);
  return { t, te, locale, say, role };
}
