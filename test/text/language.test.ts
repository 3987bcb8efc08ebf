import { expect, test } from 'vitest';
import { chooseLanguage, wordsOf } from '../../src/text/language.js';

test.each<[string | undefined, Record<string, string>, string]>([
  ['en', { LANG: 'ja_JP.UTF-8' }, 'en'],
  ['ja', {}, 'ja'],
  [undefined, { MEIBO_INFRA_LANG: 'en', LC_ALL: 'ja_JP.UTF-8' }, 'en'],
  [undefined, { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }, 'en'],
  [undefined, { LC_ALL: '', LC_MESSAGES: 'ja_JP', LANG: 'en_US.UTF-8' }, 'ja'],
  [undefined, { LANG: 'ja_JP.eucJP' }, 'ja'],
  [undefined, { LANG: 'jam_JM' }, 'en'],
  [undefined, {}, 'en'],
])('--lang %s with %j is %s', (option, env, language) => {
  expect(chooseLanguage(option, env)).toBe(language);
});

test('the words are those of the language', async () => {
  expect((await wordsOf('ja')).language).toBe('ja');
  expect((await wordsOf('en')).language).toBe('en');
});
