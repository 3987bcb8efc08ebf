import { stack } from '../model/step.js';
import { alb } from './alb.js';
import { autoscaling } from './autoscaling.js';
import { ecrPush } from './ecr-push.js';
import { network } from './network.js';
import { rds } from './rds.js';
import { service } from './service.js';
import { taskDef } from './task-def.js';

/** The seven steps in the order in which the user knows them; what does not need one another runs at the same time. */
export const steps = stack(network, rds, ecrPush, taskDef, alb, service, autoscaling);
