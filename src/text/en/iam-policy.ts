import type { Words } from '../words.js';

/** What `iam-policy` says beside the policy. */
export const iamPolicy: Words['iamPolicy'] = {
  several: (count) => `This is more than one policy may hold (6,144 characters): attach all ${count} of them.`,
};
