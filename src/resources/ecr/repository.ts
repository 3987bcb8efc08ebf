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
import { compare } from '../compare.js';
import { allPages } from '../pages.js';

export interface RepositoryProps {
  /** How many images to keep. */
  readonly keep: number;
}

export interface RepositoryLive extends Live {
  readonly uri: string;
  readonly scanOnPush?: boolean;
  readonly lifecycle: unknown;
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

const wanted = ({ keep }: RepositoryProps) => ({ scanOnPush: true, lifecycle: lifecycleOf(keep) });

async function tagsOf(aws: Aws, resourceArn: string | undefined): Promise<Tags> {
  const { tags } = await aws.ecr.send(new ListTagsForResourceCommand({ resourceArn }));
  return Object.fromEntries((tags ?? []).map((t) => [t.Key ?? '', t.Value ?? '']));
}

async function lifecycle(aws: Aws, repositoryName: string): Promise<unknown> {
  const policy = await unlessMissing(aws.ecr.send(new GetLifecyclePolicyCommand({ repositoryName })));
  return policy?.lifecyclePolicyText ? JSON.parse(policy.lifecyclePolicyText) : 'none';
}

/** Where the stack's images lie. It goes with all of them. */
export const repository: Resource<RepositoryProps, RepositoryLive> = {
  type: 'ecr:repository',
  async find(aws, at) {
    const answer = await unlessMissing(aws.ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [at.name] })));
    const it = answer?.repositories?.[0];
    if (!it) return undefined;
    return {
      id: at.name,
      uri: it.repositoryUri ?? '',
      scanOnPush: it.imageScanningConfiguration?.scanOnPush,
      lifecycle: await lifecycle(aws, at.name),
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
  drift: (live, props) => compare(live, wanted(props)),
  async sync(aws, { id: repositoryName }, _props, changes) {
    for (const { path, want } of changes) {
      if (path === 'lifecycle') {
        const lifecyclePolicyText = JSON.stringify(want);
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
    const all = await allPages(async (nextToken) => {
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
