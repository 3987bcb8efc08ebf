import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import { isOurs } from '../../aws/names.js';
import type { Live, Resource, Tags } from '../../model/resource.js';
import { differences } from '../differences.js';
import { everyPage } from '../pages.js';

export interface RepositoryProps {
  /** How many images to keep. */
  readonly keep: number;
}

export interface RepositoryLive extends Live {
  readonly uri: string;
  readonly scanOnPush?: boolean;
  readonly keep?: number | 'none';
}

const lifecycleOf = (keep: number) => ({
  rules: [
    {
      rulePriority: 1,
      description: `keep the last ${keep} images`,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: keep },
      action: { type: 'expire' },
    },
  ],
});

async function tagsOf(aws: Aws, resourceArn: string | undefined): Promise<Tags> {
  const { tags } = await aws.ecr.send(new ListTagsForResourceCommand({ resourceArn }));
  return Object.fromEntries((tags ?? []).map((t) => [t.Key ?? '', t.Value ?? '']));
}

async function keepOf(aws: Aws, repositoryName: string): Promise<number | 'none'> {
  const policy = await unlessMissing(aws.ecr.send(new GetLifecyclePolicyCommand({ repositoryName })));
  const { rules } = JSON.parse(policy?.lifecyclePolicyText ?? '{}') as Partial<ReturnType<typeof lifecycleOf>>;
  return (rules?.length === 1 && rules[0]?.selection?.countNumber) || 'none';
}

/** Where the stack's images lie. It goes with all of them. */
export const repository: Resource<RepositoryProps, RepositoryLive> = {
  type: 'ecr:repository',
  async find(aws, at) {
    const name = at.id ?? at.name;
    const answer = await unlessMissing(aws.ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })));
    const it = answer?.repositories?.[0];
    if (!it) return undefined;
    return {
      id: name,
      uri: it.repositoryUri ?? '',
      scanOnPush: it.imageScanningConfiguration?.scanOnPush,
      keep: at.lean ? undefined : await keepOf(aws, name),
      ...(at.id === undefined && { tags: await tagsOf(aws, it.repositoryArn) }),
    };
  },
  async create(aws, _props, { name, tags }) {
    await aws.ecr.send(
      new CreateRepositoryCommand({
        repositoryName: name,
        imageScanningConfiguration: { scanOnPush: true },
        tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    return name;
  },
  phase: () => 'ready',
  drift: (live, props) => differences(live, { ...props, scanOnPush: true }, ['scanOnPush', 'keep']),
  async sync(aws, { id: repositoryName }, { keep }, changes) {
    for (const { path } of changes) {
      if (path === 'keep') {
        const lifecyclePolicyText = JSON.stringify(lifecycleOf(keep));
        await aws.ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
      } else {
        const imageScanningConfiguration = { scanOnPush: true };
        await aws.ecr.send(new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }));
      }
    }
  },
  async remove(aws, { id }) {
    await unlessMissing(aws.ecr.send(new DeleteRepositoryCommand({ repositoryName: id, force: true })));
  },
  async list(aws, scope) {
    const all = await everyPage(async (nextToken) => {
      const page = await aws.ecr.send(new DescribeRepositoriesCommand({ nextToken }));
      return { items: page.repositories, next: page.nextToken };
    });
    const named = all.filter((it) => it.repositoryName?.startsWith(`${scope.stack}/`));
    const found = [];
    for (const it of named) {
      const tags = await tagsOf(aws, it.repositoryArn);
      if (isOurs(scope, tags)) found.push({ id: it.repositoryName ?? '', name: it.repositoryName ?? '' });
    }
    return found;
  },
};
