import * as sdk from '@aws-sdk/client-ssm';
import { defineService } from '../../service.js';
import { describeOperations } from './describe.js';
import { parameterOperations } from './parameters.js';
import { tagOperations } from './tags.js';

/** SSM: the parameter store. */
export const ssm = defineService('ssm', sdk, { ...parameterOperations, ...describeOperations, ...tagOperations });
