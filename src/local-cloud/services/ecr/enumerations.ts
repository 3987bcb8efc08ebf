import {
  EncryptionType,
  ImageStatusFilter,
  ImageTagMutability,
  ImageTagMutabilityExclusionFilterType,
  InvalidParameterException,
  TagStatus,
} from '@aws-sdk/client-ecr';
import type { Enumerated } from '../enumerations.js';

const mutability = {
  imageTagMutability: ImageTagMutability,
  'imageTagMutabilityExclusionFilters.filterType': ImageTagMutabilityExclusionFilterType,
};

const filter = { 'filter.tagStatus': TagStatus, 'filter.imageStatus': ImageStatusFilter };

/** The members of ECR's requests that hold values of an enumeration. */
export const enumerated: Enumerated = {
  CreateRepository: { ...mutability, 'encryptionConfiguration.encryptionType': EncryptionType },
  PutImageTagMutability: mutability,
  DescribeImages: filter,
  ListImages: filter,
};

/** Refuses a value that is none of an enumeration's, in ECR's words. */
export function refuseValue(path: string, _value: string, values: readonly string[]): never {
  throw new InvalidParameterException({
    message: `Invalid parameter at '${path}' failed to satisfy constraint: 'Member must satisfy enum value set: [${values.join(', ')}]'`,
    $metadata: {},
  });
}
