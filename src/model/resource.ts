import type { Aws } from '../aws/clients.js';
import type { Evidence } from './evidence.js';
import type { Quota } from './quota.js';

/** AWS's own state words, brought to four: what the poll loop needs to know. */
export type Phase = 'pending' | 'ready' | 'failed' | 'leaving';

export type Tags = Readonly<Record<string, string>>;

/** A resource as AWS shows it. Kinds add flat members of their own, because a plan stands in for them with plain text. */
export interface Live {
  readonly id: string;
  /** Only when the answer carried them; absent means unknown, never «none». */
  readonly tags?: Tags;
  /** AWS's own word for its state, for the user's eyes. */
  readonly state?: string;
}

/** What is known of a resource before it was looked for. */
export interface Sighting<P> {
  readonly id?: string;
  readonly name: string;
  readonly tags: Tags;
  readonly props: P;
  /** It is only to be removed: what serves a comparison alone need not be read. */
  readonly lean?: true;
}

/** What a new resource is given besides its properties. The token stays the same when a creation is tried again. */
export interface Birth {
  readonly name: string;
  readonly tags: Tags;
  readonly token: string;
}

/** One difference between what AWS shows and what is wanted. */
export interface Change {
  readonly path: string;
  readonly is: unknown;
  readonly want: unknown;
  /** It cannot be changed in place. */
  readonly frozen?: true;
  /** AWS itself may change it at any time: it is set once, and no failure when it does not last. */
  readonly fleeting?: true;
}

/** Whose resources a listing is to find. */
export interface Scope {
  readonly stack: string;
  readonly region: string;
  /** The tags that every resource of the stack carries. */
  readonly tags: Tags;
}

/** A resource that a listing found to be ours. */
export interface Found {
  readonly id: string;
  readonly name: string;
  /** `step/key`, when its tags tell. */
  readonly key?: string;
}

/**
 * How to find, create, compare, change and remove one kind of resource. `find`, `phase`, `drift`, `list`, `guard`, `notice`,
 * `hindrance` and `explain` change nothing; none of the functions waits, retries, logs or names: the engine does.
 */
export interface Resource<P extends object, L extends Live> {
  /** Service and kind, as in `ec2:nat-gateway`. */
  readonly type: string;
  /** Its creation, changes and removal go on after the call: the engine looks again until AWS has settled them. */
  readonly settles?: true;
  /** Each wish is one of its own: a changed wish is not a difference of the old one but a new one, found by its whole content. */
  readonly byContent?: true;
  /** How many of it the account may have. */
  readonly quota?: Quota<P>;
  /** The account's rather than the stack's: it is made where it is missing, and `destroy` leaves it standing. */
  readonly shared?: true;
  /** It holds data of the user's: once it was ready, it is never taken away to be made anew. */
  readonly precious?: true;
  /** By id, else by our tags or our name. `tags` of the answer need to be read only when it was not found by id. */
  find(aws: Aws, at: Sighting<P>): Promise<L | undefined>;
  /** One changing call; the id at once, or all there is to tell of it when nobody needs to wait until it shows. */
  create(aws: Aws, props: P, birth: Birth): Promise<string | L>;
  phase(live: L): Phase;
  /** Whether others can build on it while it is still pending. Without it: not before it is ready. */
  usable?(live: L): boolean;
  /** Against what AWS shows, never against the journal; what an answer does not show is no difference. */
  drift?(live: L, props: P): Change[];
  /** Closes the differences, one call each, every call harmless when repeated. */
  sync?(aws: Aws, live: L, props: P, changes: readonly Change[]): Promise<void>;
  /** Quiet when it is gone already. `props` may lack members when the state file was lost. */
  remove(aws: Aws, live: L, props: Partial<P>): Promise<void>;
  /** All of this kind that belong to the stack, for finding what no state file tells of. */
  list?(aws: Aws, scope: Scope): Promise<readonly Found[]>;
  /** The name of what forbids its removal, asked before anything is removed. */
  guard?(live: L, props: Partial<P>): 'deletion-protection' | undefined;
  /** What this look saw going wrong that AWS will not tell any more once it has gone back to what was before. */
  notice?(live: L): readonly Evidence[];
  /** What AWS says keeps it from settling at the moment; told while it is waited for. */
  hindrance?(live: L): Evidence | undefined;
  /** Why it is not well, from AWS's own words and what was noticed before; asked once when it failed or patience ended. */
  explain?(aws: Aws, live: L | undefined, props: P, noticed?: readonly Evidence[]): Promise<readonly Evidence[]>;
}

/** Any kind, where properties and live members do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: a list of kinds cannot name their properties
export type AnyResource = Resource<any, any>;
