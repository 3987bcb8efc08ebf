import type { World } from '../../world.js';
import { hasRepository } from '../ecr/store.js';
import { isShutOff } from '../rds/reach.js';
import { parameterArn, resolveParameter } from '../ssm/lookups.js';
import { checkSpecOf } from './container-health.js';
import { imageToPull, noteDigest, withoutTag } from './image-digest.js';
import { openLog } from './log-driver.js';
import { findTaskDefinition } from './lookups.js';
import { checkPullRights } from './pull-rights.js';
import { checkRoles, needRight } from './roles.js';
import { failToPrepare, failToPull, SECRETS_OR_AUTH, StartFailure } from './start-failure.js';
import type { Task, TaskDefinition } from './store.js';
import { checkWayToImage, doorOf } from './ways-out.js';

const PULL = 'pull image manifest has been retried';

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

function secretsOf(world: World, definition: TaskDefinition, task: Task): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { name = '', valueFrom = '' } of definition.containers[0]?.secrets ?? []) {
    if (valueFrom.includes(':secretsmanager:')) {
      failToPrepare(`${SECRETS_OR_AUTH}: unable to retrieve secret from asm: the local cloud has no Secrets Manager`);
    }
    const arn = valueFrom.startsWith('arn:') ? valueFrom : parameterArn(world, valueFrom);
    needRight(world, definition, task, 'ssm:GetParameters', arn, 'unable to retrieve secrets from ssm');
    const parameter = resolveParameter(world, valueFrom);
    if (!parameter) {
      const name = arn.slice(arn.indexOf(':parameter') + ':parameter'.length);
      failToPrepare(
        `${SECRETS_OR_AUTH}: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${name}`,
      );
    } else environment[name] = parameter.value;
  }
  return environment;
}

/** The digest of the image, when ECR keeps it. */
function checkImage(world: World, definition: TaskDefinition, task: Task): string | undefined {
  const container = definition.containers[0]!;
  const image = imageToPull(world, task, container);
  const { host, repository, reference } = partsOf(image);
  const place = { image, host, repository, reference, isEcr: isEcr(host) || isOwnImage(world, host) };
  checkWayToImage(world, definition, task, place);
  if (isEcr(host) && isOwnImage(world, host) && !hasRepository(world, repository)) {
    failToPull(
      `${PULL} 1 time(s): failed to resolve ref ${image}: ${image}: not found: name unknown: The repository with name '${repository}' does not exist in the registry with id '${world.account}'`,
    );
  }
  // What ECR does not keep is the data plane's to find, or not to find.
  if (!isOwnImage(world, host) || !hasRepository(world, repository)) return undefined;
  const images = world.plane.registry.images(repository);
  const found = images.find(({ digest, tags }) => digest === reference || tags.includes(reference));
  checkPullRights(world, definition, task, place, found);
  return found?.digest ?? failToPull(`${PULL} 1 time(s): failed to resolve ref ${image}: ${image}: not found`);
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
  const shutOff = hosts.filter((host) => isShutOff(world, host, doorOf(task)));
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
