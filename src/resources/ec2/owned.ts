import type { Filter } from '@aws-sdk/client-ec2';
import { keyTag } from '../../aws/names.js';
import type { Found, Live, Phase, Scope, Sighting, Tags } from '../../model/resource.js';

interface Tagged {
  Tags?: { Key?: string; Value?: string }[];
}

/** EC2's list of tags as a record. */
export const tagsFrom = (it: Tagged): Tags =>
  Object.fromEntries((it.Tags ?? []).map((t) => [t.Key ?? '', t.Value ?? '']));

/** Tags in the form that every EC2 creation takes. */
export const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const filterBy = (tags: Tags): Filter[] =>
  Object.entries(tags)
    .filter(([name]) => name.startsWith('meibo-infra:') && name !== keyTag)
    .map(([name, value]) => ({ Name: `tag:${name}`, Values: [value] }));

/**
 * Finds one EC2 resource: one listing of all the stack's own of this kind, shared by every key of it, then by id for one whose
 * tags were cut. Of several with our key the known id wins, then one that is not on its way out.
 */
export async function findOwned<T extends Tagged, L extends Live>(
  at: Sighting<object>,
  show: (filters: Filter[]) => Promise<T[] | undefined>,
  idFilter: string,
  live: (it: T) => L,
  phase: (live: L) => Phase = () => 'ready',
): Promise<L | undefined> {
  const ours = ((await show(filterBy(at.tags))) ?? [])
    .filter((it) => tagsFrom(it)[keyTag] === at.tags[keyTag])
    .map(live);
  const best =
    ours.find((it) => it.id === at.id) ??
    ours.find((it) => phase(it) !== 'leaving' && phase(it) !== 'failed') ??
    ours[0];
  if (best && (at.id === undefined || best.id === at.id)) return best;
  if (at.id === undefined) return undefined;
  const [known] = (await show([{ Name: idFilter, Values: [at.id] }])) ?? [];
  return known ? live(known) : best;
}

/**
 * Answers questions about tags out of one listing of the whole region, for kinds of which an account has few: the same answer
 * tells what counts against the quota, so that the count costs no call. Other questions go to AWS.
 */
export const sifted =
  <T extends Tagged>(all: () => Promise<T[]>, ask: (filters: Filter[]) => Promise<T[] | undefined>) =>
  async (filters: Filter[]): Promise<T[] | undefined> => {
    const wanted = filters.map(({ Name = '', Values }) => [/^tag:(.*)$/.exec(Name)?.[1], Values?.[0]] as const);
    if (wanted.some(([tag]) => tag === undefined)) return ask(filters);
    return (await all()).filter((it) => wanted.every(([tag = '', value]) => tagsFrom(it)[tag] === value));
  };

/** All EC2 resources of one kind that carry the stack's tags. */
export async function listOwned<T extends Tagged>(
  scope: Scope,
  show: (filters: Filter[]) => Promise<T[] | undefined>,
  id: (it: T) => string | undefined,
): Promise<Found[]> {
  return ((await show(filterBy(scope.tags))) ?? []).map((it) => {
    const tags = tagsFrom(it);
    return { id: id(it) ?? '', name: tags.Name ?? id(it) ?? '', key: tags[keyTag] };
  });
}
