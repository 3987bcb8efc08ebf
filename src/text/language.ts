import type { Language, Words } from './words.js';

/** The language to speak: `--lang`, else MEIBO_INFRA_LANG, else the locale of the terminal; English where that is not Japanese. */
export function chooseLanguage(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const wish = [option, env.MEIBO_INFRA_LANG].map(languageOf).find((it) => it !== undefined);
  if (wish) return wish;
  // As in C: the first of these that is set and not empty counts, whatever it says.
  return languageOf(env.LC_ALL || env.LC_MESSAGES || env.LANG) ?? 'en';
}

function languageOf(text: string | undefined): Language | undefined {
  const [, language] = /^(ja|en)(?![a-z])/i.exec(text ?? '') ?? [];
  return language?.toLowerCase() as Language | undefined;
}

/** The words of a language; only those are loaded. */
export async function wordsOf(language: Language): Promise<Words> {
  return language === 'ja' ? (await import('./ja/index.js')).ja : (await import('./en/index.js')).en;
}
