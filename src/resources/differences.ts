import type { Change } from '../model/resource.js';

const sorted = (it: unknown) => (Array.isArray(it) ? [...it].sort() : it);

/**
 * The members in which what AWS shows differs from what is wanted: one that the answer did not show is no difference, and the
 * order of a list means nothing.
 */
export function differences<K extends string>(
  live: { readonly [P in K]?: unknown },
  wanted: { readonly [P in K]?: unknown },
  members: readonly K[],
  frozen?: 'frozen',
): Change[] {
  return members.flatMap((path) => {
    const [is, want] = [sorted(live[path]), sorted(wanted[path])];
    if (is === undefined || want === undefined || JSON.stringify(is) === JSON.stringify(want)) return [];
    return [{ path, is, want, ...(frozen && { frozen: true }) }];
  });
}
