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

/** Japanese. */
export const ja: Words = {
  language: 'ja',
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
    cause: '原因',
    evidence: '根拠',
    todo: '対処',
    goOn: '続け方',
    again: 'もう一度実行する',
    resume: '続きから再開する',
    cleanUp: '作成したものを削除する',
    resource: (what, name, id) => `${what}「${name}」${id && id !== name ? `（${id}）` : ''}`,
  },
};
