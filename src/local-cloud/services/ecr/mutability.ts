import { type ImageTagMutabilityExclusionFilter, InvalidParameterException } from '@aws-sdk/client-ecr';
import { wildcard } from '../../wildcard.js';
import type { World } from '../../world.js';
import type { Repository } from './store.js';

const bad = (message: string) => new InvalidParameterException({ message, $metadata: {} });

/** The patterns of the tags that a repository's mutability does not hold for; refuses them where ECR has no use for them. */
export function readExclusions(
  mutability: string,
  filters: readonly ImageTagMutabilityExclusionFilter[] | undefined,
): string[] {
  const patterns = (filters ?? []).map(({ filter }) => filter!);
  const excluding = mutability.endsWith('_WITH_EXCLUSION');
  if (excluding !== patterns.length > 0) {
    const why = excluding ? 'are required with' : 'can not be given with';
    throw bad(`Invalid parameter at 'imageTagMutabilityExclusionFilters': exclusion filters ${why} ${mutability}`);
  }
  for (const pattern of patterns) {
    if (!/^[0-9a-zA-Z._*-]{1,128}$/.test(pattern)) {
      throw bad(`Invalid parameter at 'imageTagMutabilityExclusionFilters': ${pattern} is no filter`);
    }
  }
  return patterns;
}

/** Whether a tag that a repository has may not be given to another image. */
export function keepsTag({ mutability, exclusions = [] }: Repository, tag: string): boolean {
  const excluded = exclusions.some((pattern) => wildcard(pattern)(tag));
  return mutability.startsWith('IMMUTABLE') ? !excluded : excluded;
}

/** Makes a repository in the registry, or tells it anew which tags may not move. */
export function tellRegistry({ plane }: World, repository: Repository): void {
  plane.registry.createRepository(repository.name);
  plane.registry.keepTags(repository.name, (tag) => keepsTag(repository, tag));
}
