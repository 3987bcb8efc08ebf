import type { Words } from '../words.js';
import { diagram } from './diagram.js';
import { evidence } from './evidence.js';
import { faults } from './faults.js';
import { freeTier } from './free-tier.js';
import { handout } from './handout.js';
import { iamPolicy } from './iam-policy.js';
import { local } from './local.js';
import { names } from './names.js';
import { problems } from './problems.js';
import { progress } from './progress.js';
import { verify } from './verify.js';

/** English. */
export const en: Words = {
  language: 'en',
  ...names,
  ...progress,
  ...faults,
  ...evidence,
  local,
  freeTier,
  iamPolicy,
  verify,
  diagram,
  handout,
  problems,
  problem: {
    cause: 'Cause',
    evidence: 'Evidence',
    todo: 'What to do',
    goOn: 'How to go on',
    again: 'Run again',
    resume: 'Resume',
    cleanUp: 'Delete what was made',
    resource: (what, name, id) => `${what} "${name}"${id && id !== name ? ` (${id})` : ''}`,
  },
};
