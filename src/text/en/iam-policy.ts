import type { Words } from '../words.js';

/** What `iam-policy` says beside the policy. */
export const iamPolicy: Words['iamPolicy'] = {
  several: (count) =>
    [
      `This is more than one policy may hold (6,144 characters): these are ${count} JSON documents. Make a policy of each, and attach all ${count}.`,
      'With --out <folder> each is written to a file of its own.',
    ].join('\n'),
  written: (calls) =>
    [
      calls.length > 1
        ? `Make ${calls.length} policies and attach all of them (in the console, paste each file into the JSON editor).`
        : 'Make a policy of it and attach it (in the console, paste the file into the JSON editor).',
      ...calls.map((it) => `  ${it}`),
    ].join('\n'),
};
