import type { Slice, World } from '../../world.js';

/** A repository; its images are the registry's. */
export interface Repository {
  name: string;
  arn: string;
  createdAt: number;
  mutability: string;
  /** Patterns of the tags that the mutability does not hold for. */
  exclusions?: string[];
  scanOnPush: boolean;
  encryption: string;
  lifecyclePolicy?: string;
  lifecycleChangedAt?: number;
  policy?: string;
  tags: Record<string, string>;
}

/** Everything that ECR keeps: repositories by name. */
export interface Ecr {
  repositories: Record<string, Repository>;
}

/** ECR's part of the world. */
export const ecrSlice: Slice<Ecr> = { name: 'ecr', initial: () => ({ repositories: {} }) };

/** Whether ECR has a repository of that name. */
export const hasRepository = (world: World, name: string): boolean =>
  Object.hasOwn(world.of(ecrSlice).repositories, name);
