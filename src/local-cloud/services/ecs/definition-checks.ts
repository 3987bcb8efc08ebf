import type * as sdk from '@aws-sdk/client-ecs';
import { checkContainer, refuseOtherContainers } from './container-checks.js';
import { clientError } from './errors.js';
import { checkFargate } from './fargate-checks.js';
import { notImitated, refuseOthers } from './not-imitated.js';

const networkModes: readonly string[] = ['awsvpc', 'bridge', 'host', 'none'];
const compatibilities: readonly (string | undefined)[] = ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'];

function checkPlatform({ runtimePlatform: platform }: sdk.RegisterTaskDefinitionCommandInput): void {
  const { cpuArchitecture = 'X86_64', operatingSystemFamily = 'LINUX' } = platform ?? {};
  if (cpuArchitecture !== 'X86_64' && cpuArchitecture !== 'ARM64') {
    clientError(`Invalid cpuArchitecture '${cpuArchitecture}'. Must be one of [X86_64,ARM64]`);
  }
  if (operatingSystemFamily.startsWith('WINDOWS_SERVER_')) {
    notImitated(`runtimePlatform.operatingSystemFamily ${operatingSystemFamily}`);
  }
  if (operatingSystemFamily !== 'LINUX') clientError(`Invalid operatingSystemFamily '${operatingSystemFamily}'.`);
}

function checkVolumes({ volumes }: sdk.RegisterTaskDefinitionCommandInput): void {
  for (const { name } of volumes ?? []) {
    if (!name || !/^[A-Za-z0-9_-]{1,255}$/.test(name)) clientError('volume.name contains invalid characters.');
  }
}

function refuseOtherVolumes({ volumes }: sdk.RegisterTaskDefinitionCommandInput): void {
  for (const volume of volumes ?? []) {
    const more = Object.keys(volume).filter((member) => member !== 'name' && member !== 'host');
    refuseOthers(volume, more as (keyof sdk.Volume)[], 'volumes.');
  }
}

/** Refuses a task definition that ECS refuses, with its code, and then one that the local cloud could not run as it is meant. */
export function checkDefinition(input: sdk.RegisterTaskDefinitionCommandInput): void {
  const containers = input.containerDefinitions ?? [];
  const wanted = input.requiresCompatibilities ?? [];
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(input.family ?? '')) clientError('Family contains invalid characters.');
  if (containers.length === 0) clientError('Container list cannot be empty.');
  const unknown = wanted.find((each) => !compatibilities.includes(each));
  if (unknown !== undefined) clientError(`Invalid compatibility '${unknown}'.`);
  if (input.networkMode !== undefined && !networkModes.includes(input.networkMode)) {
    clientError(`Invalid network mode '${input.networkMode}'.`);
  }
  for (const container of containers) checkContainer(container, input);
  if (containers.every(({ essential }) => essential === false)) {
    clientError("Task definition doesn't have any essential container.");
  }
  if (!input.executionRoleArn && containers.some(({ secrets }) => secrets?.length)) {
    clientError("When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.");
  }
  checkVolumes(input);
  checkPlatform(input);
  if (input.inferenceAccelerators?.length) clientError("Unsupported field 'inferenceAccelerators'");
  if (wanted.includes('FARGATE')) checkFargate(input);
  // Only now: what ECS itself refuses goes first. Definitions for other capacity are kept, and cannot be launched.
  if (containers.length > 1) notImitated('more than one container per task');
  refuseOtherVolumes(input);
  containers.forEach(refuseOtherContainers);
  refuseOthers(input, ['proxyConfiguration', 'placementConstraints', 'enableFaultInjection']);
}
