import type { AwsCommand } from 'aws-sdk-client-mock';
import type { AnyResource, Phase, Tags } from '../../../src/model/resource.js';

type Input = object;
type Output = { $metadata: object };
/** The shape of every SDK command class, told by its input and output. */
// biome-ignore lint/suspicious/noExplicitAny: `never` would refuse the concrete commands, whose inputs differ
type CommandClass<I extends Input = any, O extends Output = any> = new (input: I) => AwsCommand<I, O>;

/** What AWS says to one command: an output, an error, or either as a function of the input. */
export interface Answer {
  readonly command: CommandClass;
  readonly say: (input: never) => unknown;
}

/** A call that is expected: its command and the members of its input that matter. */
export interface Call {
  readonly command: CommandClass;
  readonly input: object;
}

/** Writes an answer down, checked by the SDK's types. */
export const answer = <I extends Input, O extends Output>(
  command: CommandClass<I, O>,
  say: Omit<O, '$metadata'> | Error | ((input: I) => Omit<O, '$metadata'> | Error),
): Answer => ({ command, say: typeof say === 'function' ? (say as Answer['say']) : () => say });

/** Writes an expected call down, checked by the SDK's types. */
export const call = <I extends Input, O extends Output>(command: CommandClass<I, O>, input: Partial<I>): Call => ({
  command,
  input,
});

/** An error as the SDK throws it: `name`, and the code on the wire where it differs. */
export const refusal = (name: string, message = name, Code = name): Error =>
  Object.assign(new Error(message), { name, Code });

/** One difference: what AWS shows, and either the calls that close it or the word that it cannot be changed. */
export interface Drift {
  readonly what: string;
  /** Laid over `present`. */
  readonly shows: readonly Answer[];
  readonly paths: readonly string[];
  /** Exactly these changing calls, in this order; absent for a frozen difference. */
  readonly calls?: readonly Call[];
  /** Answers to a second run of the same calls, which must be quiet. */
  readonly again?: readonly Answer[];
}

/** One row of the contract: the answers of AWS around one resource of a kind. */
export interface ContractCase {
  readonly resource: AnyResource;
  /** Which row it is, where a kind has more than one. */
  readonly when?: string;
  readonly id: string;
  readonly props: object;
  /** AWS takes no tags for this kind: it is known by name or by its parent. */
  readonly untagged?: true;
  /** Reads while there is nothing. */
  readonly absent: readonly Answer[];
  /** Reads while it stands as wanted and carries `ours`. */
  readonly present: readonly Answer[];
  /** The one changing call, and the answers it needs. */
  readonly create: { readonly call: Call; readonly answers: readonly Answer[] };
  readonly drifts?: readonly Drift[];
  /** Other states of AWS, laid over `present`; `undefined` when it counts as gone. */
  readonly phases?: readonly { readonly shows: readonly Answer[]; readonly phase: Phase | undefined }[];
  readonly remove: {
    readonly calls: readonly Call[];
    readonly answers?: readonly Answer[];
    readonly gone: readonly Answer[];
    /** A refusal that must go up to the engine. */
    readonly refused?: readonly Answer[];
    readonly props?: object;
  };
  /** Laid over `present`: it may not be removed. */
  readonly guarded?: readonly Answer[];
  /** What AWS says when asked why it is not well, laid over `present`, and what of that is handed on. */
  readonly explained?: { readonly shows: readonly Answer[]; readonly evidence: readonly object[] };
  /** What AWS lists: ours (with the tags `ours`) and somebody else's. */
  readonly list?: readonly Answer[];
}

/** The name that the engine gives in every case. */
export const name = 'shop-thing';
/** The tags that the engine gives in every case. */
export const ours: Tags = { Name: name, 'meibo-infra:stack': 'shop', 'meibo-infra:key': 'step/thing' };
/** The tags of somebody else's stack. */
export const theirs: Tags = { Name: 'other-thing', 'meibo-infra:stack': 'other', 'meibo-infra:key': 'step/thing' };
/** The token that the engine gives in every case. */
export const token = 'token-1';

/** Tags as most services list them. */
export const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
