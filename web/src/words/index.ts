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

/** Chooses a language; English is fetched only when asked for. */
export async function speak(chosen: Language): Promise<void> {
  if (chosen === 'en' && !i18n.global.availableLocales.includes('en' as never)) {
    const en = await import('./en.json');
    i18n.global.setLocaleMessage('en' as never, en.default as never);
  }
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
