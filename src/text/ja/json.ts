import type { Expected } from '../../config/json-place.js';

/** What is missing where a config stops being JSON. */
export const expectations: Readonly<Record<Expected, string>> = {
  value: 'ここに値が必要です。直前のカンマが余分な場合は削除してください',
  'value or ]': 'ここに値か、閉じる ] が必要です',
  key: 'ここに引用符 " で囲んだキーが必要です。直前のカンマが余分な場合は削除してください',
  'key or }': 'ここに引用符 " で囲んだキーか、閉じる } が必要です',
  ':': 'キーの後に : が必要です',
  ', or }': 'ここにカンマか、閉じる } が必要です',
  ', or ]': 'ここにカンマか、閉じる ] が必要です',
  end: 'ここで終わるはずです',
};
