import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { defineService } from '../../service.js';
import { eventOperations } from './events.js';
import { groupOperations } from './groups.js';
import { streamOperations } from './streams.js';
import { tagOperations } from './tags.js';

/** CloudWatch Logs: groups, streams, lines. */
export const logs = defineService('logs', sdk, {
  ...groupOperations,
  ...streamOperations,
  ...eventOperations,
  ...tagOperations,
});
