import type { Service } from '../service.js';
import { applicationAutoscaling } from './application-autoscaling/index.js';
import { cloudwatch } from './cloudwatch/index.js';
import { ec2 } from './ec2/index.js';
import { ecr } from './ecr/index.js';
import { ecs } from './ecs/index.js';
import { elbv2 } from './elbv2/index.js';
import { iam } from './iam/index.js';
import { logs } from './logs/index.js';
import { pricing } from './pricing/index.js';
import { rds } from './rds/index.js';
import { serviceQuotas } from './service-quotas/index.js';
import { ssm } from './ssm/index.js';
import { sts } from './sts/index.js';

/** Every service of the local cloud. */
export const allServices: readonly Service[] = [
  ec2,
  rds,
  ecr,
  ecs,
  elbv2,
  applicationAutoscaling,
  cloudwatch,
  iam,
  logs,
  ssm,
  sts,
  pricing,
  serviceQuotas,
];
