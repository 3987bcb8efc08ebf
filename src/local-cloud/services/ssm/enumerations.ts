import { ParametersFilterKey, ParameterTier, ParameterType, ResourceTypeForTagging } from '@aws-sdk/client-ssm';
import { refuse } from '../../refuse.js';
import { type Enumerated, writeConstraint } from '../enumerations.js';

const tagged = { ResourceType: ResourceTypeForTagging };

/** The members of SSM's requests that hold values of an enumeration. */
export const enumerated: Enumerated = {
  AddTagsToResource: tagged,
  DescribeParameters: { 'Filters.Key': ParametersFilterKey },
  ListTagsForResource: tagged,
  PutParameter: { Type: ParameterType, Tier: ParameterTier },
  RemoveTagsFromResource: tagged,
};

/** Refuses a value that is none of an enumeration's, in SSM's words. */
export const refuseValue = (path: string, value: string, values: readonly string[]): never =>
  refuse('ValidationException', writeConstraint(path, value, values));
