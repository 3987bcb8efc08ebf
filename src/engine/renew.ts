import type { AnyResource, Change, Phase } from '../model/resource.js';
import type { Entry } from '../state/schema.js';

/**
 * Whether what was found is seen off and made anew: it is dying, an earlier run was about to remove it, or it failed and cannot be
 * mended. What holds data and was once ready stays: an interrupted `destroy` followed by `up` must not cost the data.
 */
export function mustRenew(
  resource: AnyResource,
  entry: Pick<Entry, 'status'> | undefined,
  phase: Phase,
  changes: readonly Change[],
): boolean {
  if (phase === 'leaving') return true;
  if (resource.precious && entry?.status !== 'creating') return false;
  return entry?.status === 'removing' || (phase === 'failed' && changes.every((it) => it.frozen));
}
