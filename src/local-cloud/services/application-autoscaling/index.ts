import * as sdk from '@aws-sdk/client-application-auto-scaling';
import { defineService } from '../../service.js';
import { checkTagKeys } from '../reserved-tags.js';
import { invalid } from './checks.js';
import { scalingOperations } from './operations.js';
import { scale } from './scaler.js';

/** Application Auto Scaling for the desired count of ECS services, by target tracking. */
export const applicationAutoscaling = defineService(
  'application-autoscaling',
  sdk,
  checkTagKeys(scalingOperations, invalid),
  scale,
);
