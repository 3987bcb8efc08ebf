import type { Phase } from '../../model/resource.js';

/** What waiting does for each of RDS's states; every state that is not named is one of work in progress. */
const phases: Readonly<Record<string, Phase>> = {
  available: 'ready',
  // It serves all the while, for hours.
  'storage-optimization': 'ready',
  // No waiting mends these two, only a change: see `driftOf`.
  stopped: 'ready',
  'storage-full': 'ready',
  failed: 'failed',
  'restore-error': 'failed',
  'insufficient-capacity': 'failed',
  'inaccessible-encryption-credentials': 'failed',
  'inaccessible-encryption-credentials-recoverable': 'failed',
  deleting: 'leaving',
  'delete-precheck': 'leaving',
};

/** The phase of an instance by its state. */
export const phaseOf = (state = ''): Phase =>
  phases[state] ?? (state.startsWith('incompatible-') ? 'failed' : 'pending');

/** Whether it failed before it ever had an address: it holds nothing, and AWS could make no snapshot of it. */
export const unsavable = (live: { readonly state?: string; readonly host?: string }): boolean =>
  phaseOf(live.state) === 'failed' && live.host === undefined;
