import type { World } from '../../world.js';
import { isRouteToInternet } from '../ec2/lookups.js';
import { ec2Slice } from '../ec2/store.js';
import { hasRepository } from '../ecr/store.js';
import { findRole, roleAllows } from '../iam/lookups.js';
import { hasLogGroup, putLogLine } from '../logs/lookups.js';
import { logsSlice } from '../logs/store.js';
import { isShutOff } from '../rds/reach.js';
import { parameterArn, resolveParameter } from '../ssm/lookups.js';
import { checkSpecOf } from './container-health.js';
import { imageToPull, noteDigest, withoutTag } from './image-digest.js';
import { findTaskDefinition } from './lookups.js';
import type { Task, TaskDefinition } from './store.js';

/** Why a task cannot start, in the words of its `stoppedReason`. */
export class StartFailure extends Error {}

const PULL = 'pull image manifest has been retried';
const PRIVATE = 'unable to pull secrets or registry auth: execution resource retrieval failed';

const resource = (message: string): never => {
  throw new StartFailure(`ResourceInitializationError: ${message}`);
};

/** `host/repository`, and the tag or digest. */
function partsOf(image: string): { host: string; repository: string; reference: string } {
  const slash = image.indexOf('/');
  const first = image.slice(0, slash);
  const own = /[.:]/.test(first);
  const [host, path] = own ? [first, withoutTag(image.slice(slash + 1))] : ['docker.io', withoutTag(image)];
  const at = path.indexOf('@') === -1 ? path.indexOf(':') : path.indexOf('@');
  if (at === -1) return { host, repository: path, reference: 'latest' };
  return { host, repository: path.slice(0, at), reference: path.slice(at + 1) };
}

/** Whether an image lives in the registry of this world's ECR, by its host or by AWS's own name for it. */
const isOwnImage = (world: World, host: string): boolean =>
  host === world.plane.registry.host || host === `${world.account}.dkr.ecr.${world.region}.amazonaws.com`;

const isEcr = (host: string): boolean => /\.dkr\.ecr\.[\w-]+\.amazonaws\.com$/.test(host);

const noWay = (world: World, api: string): string =>
  `service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://${api}.${world.region}.amazonaws.com/": dial tcp 203.0.113.250:443: i/o timeout. Please check your task network configuration.`;

function hasWayOut(world: World, task: Task): boolean {
  const { subnetId } = task.interface!;
  const route = isRouteToInternet(world, subnetId);
  if (route === undefined || (route === 'igw' && !task.network.publicIp)) return false;
  return Object.values(world.of(ec2Slice).rules).some(
    ({ egress, groupId, protocol, from, to }) =>
      egress && task.network.groupIds.includes(groupId) && (protocol === '-1' || (from <= 443 && to >= 443)),
  );
}

function checkRoles(world: World, { executionRoleArn, taskRoleArn }: TaskDefinition): void {
  for (const arn of [executionRoleArn, taskRoleArn]) {
    if (arn === undefined) continue;
    const role = findRole(world, arn);
    if (role?.propagated && role.trust.includes('ecs-tasks.amazonaws.com')) continue;
    throw new StartFailure(
      `ECS was unable to assume the role '${arn}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`,
    );
  }
}

function needRight(
  world: World,
  definition: TaskDefinition,
  task: Task,
  action: string,
  on: string,
  what: string,
): void {
  const role = definition.executionRoleArn ?? '';
  if (roleAllows(world, role, action, on)) return;
  const session = `arn:aws:sts::${world.account}:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}/${task.id}`;
  resource(
    `${PRIVATE}: ${what}: service call has been retried 1 time(s): AccessDeniedException: User: ${session} is not authorized to perform: ${action} on resource: ${on} because no identity-based policy allows the ${action} action`,
  );
}

function secretsOf(world: World, definition: TaskDefinition, task: Task): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { name = '', valueFrom = '' } of definition.containers[0]?.secrets ?? []) {
    if (valueFrom.includes(':secretsmanager:')) {
      resource(`${PRIVATE}: unable to retrieve secret from asm: the local cloud has no Secrets Manager`);
    }
    const arn = valueFrom.startsWith('arn:') ? valueFrom : parameterArn(world, valueFrom);
    needRight(world, definition, task, 'ssm:GetParameters', arn, 'unable to retrieve secrets from ssm');
    const parameter = resolveParameter(world, valueFrom);
    if (!parameter) {
      const name = arn.slice(arn.indexOf(':parameter') + ':parameter'.length);
      resource(
        `${PRIVATE}: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${name}`,
      );
    } else environment[name] = parameter.value;
  }
  return environment;
}

function openLog(world: World, definition: TaskDefinition, task: Task): (line: string, at: number) => void {
  const container = definition.containers[0]!;
  const { logDriver, options = {} } = container.logConfiguration ?? {};
  if (logDriver !== 'awslogs') return () => undefined;
  const group = options['awslogs-group'] ?? '';
  if (!hasLogGroup(world, group)) {
    const failed =
      'failed to validate logger args: create stream has been retried 1 times: failed to create CloudWatch log stream';
    const role = definition.executionRoleArn ?? '';
    if (options['awslogs-create-group'] !== 'true') {
      resource(`${failed}: ResourceNotFoundException: The specified log group does not exist. : exit status 1`);
    } else if (!roleAllows(world, role, 'logs:CreateLogGroup', world.arn('logs', `log-group:${group}`))) {
      resource(
        `${failed}: AccessDeniedException: ${role} is not authorized to perform: logs:CreateLogGroup : exit status 1`,
      );
    }
    world.of(logsSlice).groups[group] = {
      name: group,
      createdAt: world.now(),
      groupClass: 'STANDARD',
      protectedFromDeletion: false,
      tags: {},
      streams: {},
    };
  }
  const prefix = options['awslogs-stream-prefix'];
  const stream = prefix ? `${prefix}/${container.name}/${task.id}` : task.id;
  return (line, at) => void putLogLine(world, group, stream, line, at);
}

/** The digest of the image, when ECR keeps it. */
function checkImage(world: World, definition: TaskDefinition, task: Task): string | undefined {
  const container = definition.containers[0]!;
  const image = imageToPull(world, task, container);
  const { host, repository, reference } = partsOf(image);
  if (!hasWayOut(world, task)) {
    // Registry and parameter are asked for before the image is.
    if (isEcr(host)) resource(`${PRIVATE}: unable to retrieve ecr registry auth: ${noWay(world, 'api.ecr')}`);
    if (definition.containers[0]?.secrets?.length)
      resource(`${PRIVATE}: unable to retrieve secrets from ssm: ${noWay(world, 'ssm')}`);
    throw new StartFailure(
      `CannotPullContainerError: ${PULL} 5 time(s): failed to resolve ref ${image}: failed to do request: Head "https://${host}/v2/${repository}/manifests/${reference}": dial tcp 203.0.113.250:443: i/o timeout`,
    );
  }
  if (isEcr(host) && isOwnImage(world, host) && !hasRepository(world, repository)) {
    throw new StartFailure(
      `CannotPullContainerError: ${PULL} 1 time(s): failed to resolve ref ${image}: ${image}: not found: name unknown: The repository with name '${repository}' does not exist in the registry with id '${world.account}'`,
    );
  }
  // What ECR does not keep is the data plane's to find, or not to find.
  if (!isOwnImage(world, host) || !hasRepository(world, repository)) return undefined;
  needRight(world, definition, task, 'ecr:GetAuthorizationToken', '*', 'unable to retrieve ecr registry auth');
  const images = world.plane.registry.images(repository);
  const found = images.find(({ digest, tags }) => digest === reference || tags.includes(reference));
  if (!found) {
    throw new StartFailure(
      `CannotPullContainerError: ${PULL} 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
    );
  }
  return found.digest;
}

/** Starts a task that has its network interface on the data plane; throws a StartFailure in the words that AWS stops such a task with. */
export function launch(world: World, task: Task): void {
  const definition = findTaskDefinition(world, task.taskDefinition);
  const container = definition?.containers[0];
  if (!definition || !container) throw new StartFailure('ResourceInitializationError: task definition is gone');
  checkRoles(world, definition);
  const digest = checkImage(world, definition, task);
  const secrets = secretsOf(world, definition, task);
  const log = openLog(world, definition, task);
  if (digest !== undefined) noteDigest(world, task, container, digest);
  const overrides = task.overrides?.containerOverrides?.find(({ name }) => name === container.name);
  const environment = [...(container.environment ?? []), ...(overrides?.environment ?? [])];
  const own = `${world.account}.dkr.ecr.${world.region}.amazonaws.com/`;
  const wanted = withoutTag(imageToPull(world, task, container));
  const image = wanted.startsWith(own) ? `${world.plane.registry.host}/${wanted.slice(own.length)}` : wanted;
  const command = overrides?.command ?? container.command;
  const hosts = environment.map(({ value = '' }) => value);
  const shutOff = hosts.filter((host) => isShutOff(world, host, task.network.groupIds));
  const healthCheck = checkSpecOf(container);
  world.plane.tasks.start({
    taskArn: task.arn,
    family: definition.family,
    container: container.name!,
    image,
    port: container.portMappings?.[0]?.containerPort ?? 0,
    cpu: Number(definition.cpu),
    memory: Number(definition.memory),
    environment: { ...Object.fromEntries(environment.map(({ name, value }) => [name ?? '', value ?? ''])), ...secrets },
    ...(shutOff.length > 0 && { shutOff }),
    ...(command?.length && { command }),
    ...(container.entryPoint?.length && { entryPoint: container.entryPoint }),
    ...(healthCheck && { healthCheck }),
    platform: definition.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64',
    log,
  });
}
