import * as sdk from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import { defineService, type Service, wrapOperations } from '../../service.js';
import type { World } from '../../world.js';
import { checkEnumerations } from '../enumerations.js';
import { accountOperations } from './account.js';
import { addressOperations } from './address.js';
import type { Ec2Api } from './api.js';
import { withCount } from './changes.js';
import { endpointOperations, tickEndpoints } from './endpoint.js';
import { enumerated, refuseValue } from './enumerations.js';
import { internetGatewayOperations } from './internet-gateway.js';
import { withLag } from './lag.js';
import { natGatewayOperations, tickNatGateways } from './nat-gateway.js';
import { networkInterfaceOperations, tickNetworkInterfaces } from './network-interface.js';
import { prefixListOperations } from './prefix-lists.js';
import { routeOperations } from './route.js';
import { routeTableOperations } from './route-table.js';
import { securityGroupOperations } from './security-group.js';
import { ruleOperations } from './security-group-rules.js';
import { subnetOperations } from './subnet.js';
import { tagOperations } from './tags.js';
import { vpcOperations } from './vpc.js';

const all: Ec2Api = {
  ...accountOperations,
  ...addressOperations,
  ...endpointOperations,
  ...internetGatewayOperations,
  ...natGatewayOperations,
  ...networkInterfaceOperations,
  ...prefixListOperations,
  ...routeOperations,
  ...routeTableOperations,
  ...ruleOperations,
  ...securityGroupOperations,
  ...subnetOperations,
  ...tagOperations,
  ...vpcOperations,
};

/** Every part moves on its own, so none may be skipped because another has moved. */
const tick = (world: World): boolean =>
  [tickNatGateways, tickEndpoints, tickNetworkInterfaces].map((move) => move(world)).some(Boolean);

/** A dry run of EC2 never does anything: permission is all that it asks about, and here there always is. */
const withDryRun = (service: Service): Service =>
  wrapOperations(service, (_, operation) => (input, ctx) => {
    if ((input as { DryRun?: boolean }).DryRun) {
      refuse('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    return operation(input, ctx);
  });

/** EC2: the network. */
export const ec2 = withDryRun(
  withCount(withLag(defineService('ec2', sdk, checkEnumerations(all, enumerated, refuseValue), tick))),
);
