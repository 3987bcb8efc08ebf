import type * as sdk from '@aws-sdk/client-ecs';
import { invalid } from './errors.js';
import { notImitated, refuseOthers } from './not-imitated.js';
import { checkPlatformVersion } from './platform-version.js';

const strategies = ['BLUE_GREEN', 'LINEAR', 'CANARY'];

/** What a service may be told of how it deploys that the local cloud would do nothing about. */
const ofDeployment = [
  'alarms',
  'bakeTimeInMinutes',
  'lifecycleHooks',
  'linearConfiguration',
  'canaryConfiguration',
  'earlySuccessCriteria',
] as const;

/** Refuses what a service is told, at its creation or later, that ECS refuses on Fargate or that the local cloud would leave out. */
export function refuseOtherServices(input: sdk.CreateServiceRequest | sdk.UpdateServiceRequest): void {
  const { deploymentConfiguration: deployment } = input;
  const strategy = deployment?.strategy ?? 'ROLLING';
  if (strategies.includes(strategy)) notImitated(`deploymentConfiguration.strategy ${strategy}`);
  if (strategy !== 'ROLLING') invalid(`Invalid deployment strategy '${strategy}'.`);
  refuseOthers(deployment, ofDeployment, 'deploymentConfiguration.');
  const controller = input.deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') notImitated(`deploymentController.type ${controller}`);
  if (input.placementConstraints?.length) {
    invalid('Placement constraints are not supported with FARGATE launch type.');
  }
  if (input.placementStrategy?.length) invalid('Placement strategies are not supported with FARGATE launch type.');
  checkPlatformVersion(input.platformVersion);
  refuseOthers(input, [
    'serviceRegistries',
    'serviceConnectConfiguration',
    'volumeConfigurations',
    'vpcLatticeConfigurations',
  ]);
  for (const balancer of input.loadBalancers ?? []) {
    refuseOthers(balancer, ['loadBalancerName', 'advancedConfiguration'], 'loadBalancers.');
  }
}
