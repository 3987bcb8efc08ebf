import * as z from 'zod';

/** One thing that was asked for, as the journal holds it. No secret ever. */
export const entrySchema = z.strictObject({
  step: z.string(),
  key: z.string(),
  type: z.string(),
  status: z.enum(['creating', 'created', 'removing']),
  token: z.string(),
  props: z.record(z.string(), z.unknown()),
  id: z.string().optional(),
  since: z.string(),
});

/** A journal entry; entries stand in the order in which they were first asked for. */
export type Entry = z.infer<typeof entrySchema>;

/** What ended the last run that failed, or what went wrong in it so far: a problem's code and facts. No secret ever. */
export const failureSchema = z.strictObject({
  at: z.string(),
  code: z.string(),
  facts: z.record(z.string(), z.unknown()),
});

/** The last failure; it stays until an `up` or a `destroy` ends well. */
export type Failure = z.infer<typeof failureSchema>;

/** The version this program writes. */
export const stateVersion = 1;

export const stateSchema = z.strictObject({
  version: z.literal(stateVersion),
  account: z.string(),
  region: z.string(),
  endpoint: z.string().optional(),
  stack: z.string(),
  entries: z.array(entrySchema),
  failure: failureSchema.optional(),
});

/** The whole state file, bound to one account, region, endpoint and stack. */
export type State = z.infer<typeof stateSchema>;

/** What a state file must belong to before anything is done with it. */
export type Binding = Pick<State, 'account' | 'region' | 'endpoint' | 'stack'>;

/** The memory of what was made; every change is on disk when its promise resolves. */
export interface Journal {
  entries(): readonly Entry[];
  get(step: string, key: string): Entry | undefined;
  put(entry: Entry): Promise<void>;
  drop(step: string, key: string): Promise<void>;
  /** What went wrong last, with what AWS may have forgotten since. */
  failure(): Failure | undefined;
  /** Keeps a failure, or forgets it. */
  note(failure: Failure | undefined): Promise<void>;
}
