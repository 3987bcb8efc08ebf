import * as sdk from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import { defineService } from '../../service.js';
import { checkTagKeys } from '../reserved-tags.js';
import { catalogueOperations } from './catalogue.js';
import { eventOperations } from './events.js';
import { instanceOperations } from './instance-operations.js';
import { live } from './life.js';
import { parameterGroupOperations } from './parameter-group-operations.js';
import { restOperations } from './rest.js';
import { snapshotOperations } from './snapshots.js';
import { subnetGroupOperations } from './subnet-groups.js';

/** RDS for MySQL: instances that the data plane runs. */
export const rds = defineService(
  'rds',
  sdk,
  checkTagKeys(
    {
      ...subnetGroupOperations,
      ...instanceOperations,
      ...restOperations,
      ...snapshotOperations,
      ...eventOperations,
      ...catalogueOperations,
      ...parameterGroupOperations,
    },
    () => refuse('InvalidParameterValue', 'Tag keys cannot start with the reserved prefix "aws:".'),
  ),
  live,
);
