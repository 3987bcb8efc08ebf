import { EntityType, PolicyScopeType, PolicyUsageType } from '@aws-sdk/client-iam';
import { refuse } from '../../refuse.js';
import { type Enumerated, writeConstraint } from '../enumerations.js';

/** The members of IAM's requests that hold values of an enumeration. */
export const enumerated: Enumerated = {
  ListEntitiesForPolicy: { EntityFilter: EntityType, PolicyUsageFilter: PolicyUsageType },
  ListPolicies: { Scope: PolicyScopeType, PolicyUsageFilter: PolicyUsageType },
};

/** Refuses a value that is none of an enumeration's, in IAM's words. */
export const refuseValue = (path: string, value: string, values: readonly string[]): never =>
  refuse('ValidationError', writeConstraint(path, value, values));
