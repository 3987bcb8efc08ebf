import type { AnyResource } from '../model/resource.js';
import { natGateway } from './ec2/nat-gateway.js';
import { vpc } from './ec2/vpc.js';

/** Every kind of resource, in the order in which a stack makes them. */
export const kinds: readonly AnyResource[] = [vpc, natGateway];
