import * as sdk from '@aws-sdk/client-ssm';
import { refuse } from '../../refuse.js';
import { defineService } from '../../service.js';
import { checkEnumerations } from '../enumerations.js';
import { checkTagKeys } from '../reserved-tags.js';
import { describeOperations } from './describe.js';
import { enumerated, refuseValue } from './enumerations.js';
import { parameterOperations } from './parameters.js';
import { tagOperations } from './tags.js';

/** SSM: the parameter store. */
export const ssm = defineService(
  'ssm',
  sdk,
  checkTagKeys(
    checkEnumerations({ ...parameterOperations, ...describeOperations, ...tagOperations }, enumerated, refuseValue),
    (message) => refuse('ValidationException', message),
  ),
);
