import { partsOfImage } from './ask-image.js';
import type { Cause, Finding } from './checklist.js';
import { consoleOf, serviceNames } from './console.js';
import type { Facts } from './facts.js';
import { because, rule, seenAs } from './ruling.js';

/** Requirement 1: the API runs in containers, and its image is kept in a registry. */
export const judgeContainers = (facts: Facts): readonly Finding[] => [judgeRunning(facts), judgeRegistry(facts)];

function judgeRunning(facts: Facts): Finding {
  const { service, tasks, looked } = facts;
  const { runningCount: running = 0, desiredCount: desired = 0 } = service ?? {};
  const names = serviceNames(facts);
  const look = {
    seen: service ? seenAs({ service: service.serviceName, running: `${running}/${desired}` }) : '',
    source: ['ecs:DescribeServices', 'ecs:ListTasks', 'ecs:DescribeTasks'],
    console: names ? consoleOf(facts).service(...names, 'tasks') : consoleOf(facts).clusters(),
  };
  const stopped = tasks.find((it) => it.stoppedReason);
  const words = [stopped?.stoppedReason, ...(stopped?.containers ?? []).map((it) => it.reason)];
  const reason = words.filter(Boolean).join(': ') || service?.events?.[0]?.message;
  const cause = (): Cause | undefined => {
    if (!service) return because('no-service', { looked });
    return running > 0 ? undefined : because('no-running-task', { running, desired, ...(reason && { reason }) });
  };
  return rule('container-running', look, cause());
}

/** ECR's registries, and that of the local cloud. */
const ownRegistry = /\.dkr\.ecr\.|^(127\.0\.0\.\d+|localhost):/;

function judgeRegistry(facts: Facts): Finding {
  const { container, repository, image } = facts;
  const wanted = container?.image;
  const name = wanted ? partsOfImage(wanted).name : '';
  const tag = image?.imageTags?.[0];
  const look = {
    seen: repository
      ? seenAs({ repository: repository.repositoryName, tag, digest: image?.imageDigest?.slice(0, 19) })
      : (wanted ?? ''),
    source: ['ecs:DescribeTaskDefinition', 'ecr:DescribeRepositories', 'ecr:DescribeImages'],
    console: repository ? consoleOf(facts).repository(name) : consoleOf(facts).repositories(),
  };
  const cause = (): Cause | undefined => {
    if (!wanted) return because('no-task-definition', {});
    if (!repository)
      return ownRegistry.test(wanted)
        ? because('no-repository', { name })
        : because('image-elsewhere', { image: wanted });
    return image ? undefined : because('no-image', { image: wanted });
  };
  return rule('image-registry', look, cause());
}
