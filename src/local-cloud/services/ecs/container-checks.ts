import type * as sdk from '@aws-sdk/client-ecs';
import { clientError } from './errors.js';
import { notImitated, refuseOthers } from './not-imitated.js';

/** The least and the greatest that ECS takes, in seconds or times (API_HealthCheck). */
const healthLimits = {
  interval: [5, 300],
  timeout: [2, 60],
  retries: [1, 10],
  startPeriod: [0, 300],
} as const;

const isWithin = (value: number, least: number, most: number): boolean => value >= least && value <= most;

function checkHealth({ name, healthCheck: check }: sdk.ContainerDefinition): void {
  if (!check) return;
  if (!check.command?.some((word) => word !== ''))
    clientError(`The health check of container '${name}' has no command.`);
  for (const [member, [least, most]] of Object.entries(healthLimits)) {
    const value = check[member as keyof typeof healthLimits];
    if (value === undefined || isWithin(value, least, most)) continue;
    clientError(
      `The health check ${member} of container '${name}' must be between ${least} and ${most}, not ${value}.`,
    );
  }
  const [kind, ...words] = check.command;
  if ((kind !== 'CMD' && kind !== 'CMD-SHELL') || words.length === 0) {
    notImitated('healthCheck.command that is not CMD or CMD-SHELL and a command');
  }
}

function checkPorts({ name, portMappings }: sdk.ContainerDefinition, networkMode: string | undefined): void {
  for (const mapping of portMappings ?? []) {
    const { containerPort, hostPort, protocol = 'tcp' } = mapping;
    refuseOthers(mapping, ['containerPortRange'], 'portMappings.');
    if (containerPort === undefined || !isWithin(containerPort, 1, 65_535)) {
      clientError(`Invalid 'containerPort' setting for container '${name}'.`);
    }
    if (protocol !== 'tcp' && protocol !== 'udp') clientError(`Invalid 'protocol' setting for container '${name}'.`);
    if (protocol === 'udp') notImitated('portMappings.protocol udp');
    if (networkMode === 'awsvpc' && hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort) {
      clientError('When networkMode=awsvpc, the host ports and container ports in port mappings must match.');
    }
  }
}

const logDrivers = ['awsfirelens', 'awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'splunk', 'syslog'];

function checkLog({ logConfiguration }: sdk.ContainerDefinition): void {
  if (!logConfiguration) return;
  const { logDriver = '', options = {} } = logConfiguration;
  if (!logDrivers.includes(logDriver)) {
    clientError(`${logDriver} is not a valid log driver. Must be one of [${logDrivers.join(',')}]`);
  }
  const missing = ['awslogs-region', 'awslogs-group'].filter((option) => !options[option]);
  if (logDriver === 'awslogs' && missing.length > 0) {
    clientError(`Log driver awslogs requires options: ${missing.join(', ')}`);
  }
}

function checkReferences(container: sdk.ContainerDefinition, input: sdk.RegisterTaskDefinitionCommandInput): void {
  const containers = input.containerDefinitions ?? [];
  const nameOf = (name: string | undefined) => containers.find((each) => each.name === name);
  for (const { sourceVolume } of container.mountPoints ?? []) {
    if (!input.volumes?.some(({ name }) => name === sourceVolume))
      clientError(`Unknown volume '${sourceVolume ?? 'null'}'.`);
  }
  for (const { containerName, condition } of container.dependsOn ?? []) {
    const target = nameOf(containerName);
    // The plus sign is AWS's own.
    if (!target) clientError(`Cannot depend on container + '${containerName}' because it does not exist`);
    if ((condition === 'SUCCESS' || condition === 'COMPLETE') && target.essential !== false) {
      clientError('A dependency container with SUCCESS or COMPLETE condition cannot be an essential container');
    }
    if (target === container) clientError(`Container '${containerName}' cannot depend on itself.`);
  }
}

/** Refuses what ECS refuses of a container, wherever it is to run. */
export function checkContainer(
  container: sdk.ContainerDefinition,
  input: sdk.RegisterTaskDefinitionCommandInput,
): void {
  const { name, image, memory, memoryReservation, stopTimeout, startTimeout, versionConsistency } = container;
  if (!name) clientError('Container.name should not be null or empty.');
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) clientError('Container.name contains invalid characters.');
  if (!image) clientError('Container.image should not be null or empty.');
  if (!input.memory && memory === undefined && memoryReservation === undefined) {
    clientError(
      `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    );
  }
  if (versionConsistency !== undefined && versionConsistency !== 'enabled' && versionConsistency !== 'disabled') {
    clientError(`Invalid 'versionConsistency' setting for container '${name}'.`);
  }
  for (const [what, seconds] of Object.entries({ start: startTimeout, stop: stopTimeout })) {
    if (seconds === undefined || seconds >= 2) continue;
    clientError(`Granular ${what} timeout on container '${name}' must be at least 2 seconds.`);
  }
  checkPorts(container, input.networkMode);
  checkHealth(container);
  checkLog(container);
  checkReferences(container, input);
}

/** What a container may be told on Fargate that the local cloud would do nothing about. */
const others = [
  'repositoryCredentials',
  'restartPolicy',
  'environmentFiles',
  'mountPoints',
  'volumesFrom',
  'user',
  'workingDirectory',
  'readonlyRootFilesystem',
  'extraHosts',
  'systemControls',
  'firelensConfiguration',
  'credentialSpecs',
] as const;

/** Refuses what the local cloud would leave out when it runs a container. */
export function refuseOtherContainers(container: sdk.ContainerDefinition): void {
  refuseOthers(container, others);
  const { initProcessEnabled: _harmless, ...linux } = container.linuxParameters ?? {};
  refuseOthers(linux, Object.keys(linux) as (keyof typeof linux)[], 'linuxParameters.');
  const driver = container.logConfiguration?.logDriver;
  if (driver !== undefined && driver !== 'awslogs') notImitated(`logConfiguration.logDriver ${driver}`);
}
