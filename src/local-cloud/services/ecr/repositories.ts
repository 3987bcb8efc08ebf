import type * as sdk from '@aws-sdk/client-ecr';
import {
  InvalidParameterException,
  LifecyclePolicyNotFoundException,
  RepositoryAlreadyExistsException,
  RepositoryNotEmptyException,
  RepositoryNotFoundException,
  RepositoryPolicyNotFoundException,
} from '@aws-sdk/client-ecr';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { own } from '../own.js';
import { readExclusions, tellRegistry } from './mutability.js';
import { ecrSlice, type Repository } from './store.js';

/** The repository of that name; throws RepositoryNotFoundException. */
export function needRepository(world: World, name: string | undefined): Repository {
  const found = own(world.of(ecrSlice).repositories, name ?? '');
  if (found) return found;
  throw new RepositoryNotFoundException({
    message: `The repository with name '${name}' does not exist in the registry with id '${world.account}'`,
    $metadata: {},
  });
}

const mutabilityView = ({ mutability, exclusions }: Repository) => ({
  imageTagMutability: mutability as sdk.ImageTagMutability,
  ...(exclusions?.length && {
    imageTagMutabilityExclusionFilters: exclusions.map((filter) => ({ filterType: 'WILDCARD' as const, filter })),
  }),
});

const shown = (world: World, repository: Repository): sdk.Repository => ({
  repositoryArn: repository.arn,
  registryId: world.account,
  repositoryName: repository.name,
  repositoryUri: `${world.plane.registry.host}/${repository.name}`,
  createdAt: new Date(repository.createdAt),
  ...mutabilityView(repository),
  imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
  encryptionConfiguration: { encryptionType: repository.encryption as sdk.EncryptionType },
});

const NAME = /^(?=.{2,256}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new InvalidParameterException({
    message: `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''`,
    $metadata: {},
  });
}

const tagRecord = (tags: readonly sdk.Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key!, Value ?? '']));

/** The repositories that a describe names; all of them when it names none. */
function wanted(world: World, names: readonly string[] | undefined): Repository[] {
  if (names?.length) return names.map((name) => needRepository(world, name));
  return Object.values(world.of(ecrSlice).repositories).sort((a, b) => (a.name < b.name ? -1 : 1));
}

const byArn = (world: World, arn: string | undefined): Repository =>
  needRepository(world, arn?.slice(arn.indexOf(':repository/') + ':repository/'.length));

/** Repositories and their settings. */
export const repositoryOperations: Partial<Api<typeof sdk>> = {
  CreateRepository: (input, { world }) => {
    const name = input.repositoryName;
    checkName(name);
    const { repositories } = world.of(ecrSlice);
    if (own(repositories, name)) {
      throw new RepositoryAlreadyExistsException({
        message: `The repository with name '${name}' already exists in the registry with id '${world.account}'`,
        $metadata: {},
      });
    }
    const mutability = input.imageTagMutability ?? 'MUTABLE';
    repositories[name] = {
      name,
      arn: world.arn('ecr', `repository/${name}`),
      createdAt: world.now(),
      mutability,
      exclusions: readExclusions(mutability, input.imageTagMutabilityExclusionFilters),
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      encryption: input.encryptionConfiguration?.encryptionType ?? 'AES256',
      tags: tagRecord(input.tags),
    };
    tellRegistry(world, repositories[name]!);
    return { repository: shown(world, repositories[name]!) };
  },

  DescribeRepositories: (input, { world }) => {
    const all = wanted(world, input.repositoryNames);
    const start = Number(input.nextToken ?? 0);
    const end = start + (input.maxResults ?? 100);
    const nextToken = end < all.length ? String(end) : undefined;
    return { repositories: all.slice(start, end).map((each) => shown(world, each)), nextToken };
  },

  DeleteRepository: (input, { world }) => {
    const repository = needRepository(world, input.repositoryName);
    if (!input.force && world.plane.registry.images(repository.name).length > 0) {
      throw new RepositoryNotEmptyException({
        message: `The repository with name '${repository.name}' in registry with id '${world.account}' cannot be deleted because it still contains images`,
        $metadata: {},
      });
    }
    delete world.of(ecrSlice).repositories[repository.name];
    world.plane.registry.deleteRepository(repository.name);
    return { repository: shown(world, repository) };
  },

  PutImageTagMutability: (input, { world }) => {
    const repository = needRepository(world, input.repositoryName);
    const { imageTagMutability, imageTagMutabilityExclusionFilters } = input;
    repository.exclusions = readExclusions(imageTagMutability, imageTagMutabilityExclusionFilters);
    repository.mutability = imageTagMutability;
    return { registryId: world.account, repositoryName: repository.name, ...mutabilityView(repository) };
  },

  PutImageScanningConfiguration: (input, { world }) => {
    const repository = needRepository(world, input.repositoryName);
    repository.scanOnPush = input.imageScanningConfiguration.scanOnPush ?? false;
    return {
      registryId: world.account,
      repositoryName: repository.name,
      imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    };
  },

  PutLifecyclePolicy: (input, { world }) => {
    const repository = needRepository(world, input.repositoryName);
    try {
      JSON.parse(input.lifecyclePolicyText);
    } catch {
      throw new InvalidParameterException({ message: "Invalid parameter at 'LifecyclePolicyText'", $metadata: {} });
    }
    repository.lifecyclePolicy = input.lifecyclePolicyText;
    repository.lifecycleChangedAt = world.now();
    return {
      registryId: world.account,
      repositoryName: repository.name,
      lifecyclePolicyText: repository.lifecyclePolicy,
    };
  },

  GetLifecyclePolicy: (input, { world }) => {
    const { name, lifecyclePolicy, lifecycleChangedAt } = needRepository(world, input.repositoryName);
    if (lifecyclePolicy === undefined) throw noLifecyclePolicy(world, name);
    return {
      registryId: world.account,
      repositoryName: name,
      lifecyclePolicyText: lifecyclePolicy,
      lastEvaluatedAt: new Date(lifecycleChangedAt ?? 0),
    };
  },

  DeleteLifecyclePolicy: (input, { world }) => {
    const repository = needRepository(world, input.repositoryName);
    const lifecyclePolicyText = repository.lifecyclePolicy;
    if (lifecyclePolicyText === undefined) throw noLifecyclePolicy(world, repository.name);
    delete repository.lifecyclePolicy;
    return { registryId: world.account, repositoryName: repository.name, lifecyclePolicyText };
  },

  GetRepositoryPolicy: (input, { world }) => {
    const { name } = needRepository(world, input.repositoryName);
    throw new RepositoryPolicyNotFoundException({
      message: `Repository policy does not exist for the repository with name '${name}' in the registry with id '${world.account}'`,
      $metadata: {},
    });
  },

  TagResource: (input, { world }) => {
    Object.assign(byArn(world, input.resourceArn).tags, tagRecord(input.tags));
    return {};
  },

  UntagResource: (input, { world }) => {
    const { tags } = byArn(world, input.resourceArn);
    for (const key of input.tagKeys) delete tags[key];
    return {};
  },

  ListTagsForResource: (input, { world }) => ({
    tags: Object.entries(byArn(world, input.resourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
  }),
};

const noLifecyclePolicy = (world: World, name: string) =>
  new LifecyclePolicyNotFoundException({
    message: `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${world.account}'`,
    $metadata: {},
  });
