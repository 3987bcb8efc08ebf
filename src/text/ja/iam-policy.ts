import type { Words } from '../words.js';

/** What `iam-policy` says beside the policy. */
export const iamPolicy: Words['iamPolicy'] = {
  several: (count) =>
    `1 つのポリシーの上限（6,144 文字）を超えるため、${count} つに分かれています。すべて付けてください。`,
};
