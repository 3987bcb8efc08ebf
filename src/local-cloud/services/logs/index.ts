import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { defineService } from '../../service.js';
import { checkTagKeys } from '../reserved-tags.js';
import { eventOperations } from './events.js';
import { groupOperations } from './groups.js';
import { streamOperations } from './streams.js';
import { tagOperations } from './tags.js';

/** CloudWatch Logs: groups, streams, lines. */
export const logs = defineService(
  'logs',
  sdk,
  checkTagKeys({ ...groupOperations, ...streamOperations, ...eventOperations, ...tagOperations }, (message) => {
    throw new sdk.InvalidParameterException({ message, $metadata: {} });
  }),
);
