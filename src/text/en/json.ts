import type { Expected } from '../../config/json-place.js';

/** What is missing where a config stops being JSON. */
export const expectations: Readonly<Record<Expected, string>> = {
  value: 'a value has to stand here; if the comma before it is one too many, delete it',
  'value or ]': 'a value or the closing ] has to stand here',
  key: 'a key in quotation marks (") has to stand here; if the comma before it is one too many, delete it',
  'key or }': 'a key in quotation marks (") or the closing } has to stand here',
  ':': 'a colon has to follow the key',
  ', or }': 'a comma or the closing } has to stand here',
  ', or ]': 'a comma or the closing ] has to stand here',
  end: 'it should end here',
};
