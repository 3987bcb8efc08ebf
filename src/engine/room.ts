import { fail } from '../model/problem.js';
import type { Quota, QuotaName, Shortage, Standing } from '../model/quota.js';
import type { Live } from '../model/resource.js';
import type { Work } from './patient.js';
import type { Sight } from './plan.js';
import type { Runtime } from './runtime.js';

/** What a look says is to be made of a kind that has a quota. */
interface Demand {
  readonly type: string;
  readonly quota: Quota;
  readonly props: readonly object[];
}

/**
 * The quotas that what is to be made does not fit into. Counts only what is to be made, and asks for the account's own value only
 * where AWS's is not enough; what AWS refuses to tell stops nobody, because AWS refuses the creation itself when it must.
 */
export async function shortagesOf(runtime: Runtime, sights: readonly Sight[]): Promise<readonly Shortage[]> {
  const demands = demandsOf(sights);
  const first = await Promise.all(demands.filter((it) => !it.quota.after).map((it) => weigh(runtime, it)));
  const crowded = new Set(first.filter((it) => it.crowded).map((it) => it.type));
  const then = await Promise.all(
    demands.filter((it) => crowded.has(it.quota.after ?? '')).map((it) => weigh(runtime, it)),
  );
  return [...first, ...then].flatMap((it) => it.shortages);
}

/** Stops before anything is changed when the account has no room for what is to be made. */
export async function refuseWithoutRoom(runtime: Runtime, sights: readonly Sight[]): Promise<void> {
  const shortages = await shortagesOf(runtime, sights);
  if (shortages.length > 0) fail('no-room', { shortages });
}

/** Ends with what stands in the way when AWS refused a creation for a quota: somebody else was faster, or nothing was counted. */
export async function failForQuota<P extends object, L extends Live>(work: Work<P, L>, error: unknown): Promise<never> {
  const { runtime, resource, whose, props } = work;
  const { code, message, service, operation } = runtime.classify(error);
  const { quota } = resource;
  if (!quota || !service || !operation) throw error;
  const standing = await unlessRefused(quota.standing(runtime.aws));
  if (!standing) throw error;
  const place = quota.place?.(props);
  const limit = await unlessRefused(quota.applied(runtime.aws));
  const shortage = shortageOf(runtime, { type: resource.type, quota }, { standing, place, needed: 1, limit });
  return fail('quota-reached', { service, operation, code, message, quota: code, whose, shortage }, error);
}

function demandsOf(sights: readonly Sight[]): readonly Demand[] {
  const wanted = sights.filter((it) => it.item.action === 'create');
  return [...new Set(wanted.map((it) => it.resource))].flatMap(({ type, quota }) =>
    quota ? [{ type, quota, props: wanted.filter((it) => it.resource.type === type).map((it) => it.props) }] : [],
  );
}

async function weigh(runtime: Runtime, demand: Demand) {
  const { type, quota, props } = demand;
  const standing = (await unlessRefused(quota.standing(runtime.looking))) ?? [];
  const tight = [...new Set(props.map((it) => quota.place?.(it)))]
    .map((place) => {
      const needed = props.filter((it) => quota.place?.(it) === place).length;
      return { place, needed, standing: standing.filter((it) => it.place === place) };
    })
    .filter((it) => it.standing.length + it.needed > quota.usual);
  const limit = tight.length > 0 ? await unlessRefused(quota.applied(runtime.looking)) : undefined;
  const short = tight.filter((it) => limit !== undefined && it.standing.length + it.needed > limit);
  return {
    type,
    crowded: tight.length > 0,
    shortages: short.map((it) => shortageOf(runtime, demand, { ...it, limit })),
  };
}

function shortageOf(
  { owner }: Runtime,
  { type, quota: { service, code, name } }: { readonly type: string; readonly quota: QuotaName },
  found: { standing: readonly Standing[]; place?: string; needed: number; limit?: number },
): Shortage {
  const { standing, place, needed, limit } = found;
  return {
    kind: type,
    region: owner.region,
    quota: { service, code, name },
    ...(place !== undefined && { place }),
    ...(limit !== undefined && { limit }),
    needed,
    standing: standing.filter((it) => it.place === place),
  };
}

/** The check is a courtesy: whatever keeps it from its answers, the user goes on. */
const unlessRefused = <T>(answer: Promise<T>): Promise<T | undefined> => answer.catch(() => undefined);
