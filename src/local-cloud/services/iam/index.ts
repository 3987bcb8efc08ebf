import * as sdk from '@aws-sdk/client-iam';
import { defineService } from '../../service.js';
import { checkEnumerations } from '../enumerations.js';
import { checkTagKeys } from '../reserved-tags.js';
import { enumerated, refuseValue } from './enumerations.js';
import { policyOperations, rolePolicyOperations } from './policies.js';
import { roleOperations } from './roles.js';
import { userOperations } from './users.js';

/** IAM: roles and their policies. Nobody's permissions are checked but a role's, and those by the services that assume it. */
export const iam = defineService(
  'iam',
  sdk,
  checkTagKeys(
    checkEnumerations(
      {
        ...roleOperations,
        ...policyOperations,
        ...rolePolicyOperations,
        ...userOperations,
      },
      enumerated,
      refuseValue,
    ),
    (message) => {
      throw new sdk.InvalidInputException({ message, $metadata: {} });
    },
  ),
);
