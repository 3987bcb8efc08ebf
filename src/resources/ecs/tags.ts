import type { Tag } from '@aws-sdk/client-ecs';
import type { Tags } from '../../model/resource.js';

/** ECS's list of tags as a record. */
export const tagsFrom = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).map((t) => [t.key ?? '', t.value ?? '']));

/** Tags in the form that every ECS creation takes. */
export const tagList = (tags: Tags): Tag[] => Object.entries(tags).map(([key, value]) => ({ key, value }));
