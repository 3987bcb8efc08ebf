import * as sdk from '@aws-sdk/client-cloudwatch';
import { defineService } from '../../service.js';
import { checkTagKeys } from '../reserved-tags.js';
import { alarmOperations } from './alarm-operations.js';
import { judgeAlarms } from './alarms.js';
import { metricOperations } from './metric-operations.js';

/** CloudWatch: metrics of the last three hours, and alarms that really go off. */
export const cloudwatch = defineService(
  'cloudwatch',
  sdk,
  checkTagKeys({ ...metricOperations, ...alarmOperations }, (message) => {
    throw new sdk.InvalidParameterValueException({ message, $metadata: {} });
  }),
  judgeAlarms,
);
