import type { Aws } from '../aws/clients.js';
import type { Config } from '../config/schema.js';
import type { Once } from './once.js';
import type { Outputs, StepName } from './outputs.js';
import type { Live, Resource } from './resource.js';

/** Asks the engine for one resource; the key is unique within the step. Resolves as soon as others can build on it. */
export type Ensure = <P extends object, L extends Live>(resource: Resource<P, L>, key: string, props: P) => Promise<L>;

/** Two moments of a step: everything exists and its outputs are known; everything has settled. */
export type Moment = 'made' | 'ready';

/**
 * Why the steps are walked: to make the stack, to plan just that, to tell what stands, or to take it down. Only making and its
 * plan may ask for a source to build from and a network beyond AWS; only making for the engine that builds.
 */
export type Purpose = 'make' | 'plan' | 'look' | 'remove';

/** What the making of an image has to say while it goes on. */
export type ImageNews =
  /** The program that builds; `notRunning` were found first and did not answer. */
  | {
      readonly type: 'image.engine';
      readonly engine: string;
      readonly path: string;
      readonly notRunning: readonly string[];
    }
  /** It is built and is for the right platform; nothing has been changed at AWS for it. */
  | { readonly type: 'image.built'; readonly seconds: number }
  /** A line of the build's own output, or how far a push has come: bytes, layers and bytes per second. */
  | {
      readonly type: 'image.progress';
      readonly phase: 'build' | 'push';
      readonly done?: number;
      readonly total?: number;
      readonly layers?: { readonly done: number; readonly total: number };
      readonly speed?: number;
      readonly line?: string;
    };

/** What a step may know besides its inputs; asking changes nothing. */
export interface Surroundings {
  /** Read-only calls, answered once per run. */
  readonly aws: Aws;
  readonly account: string;
  readonly region: string;
  readonly purpose: Purpose;
  /** The properties that a resource of this step was last asked for with, as the state file tells. */
  readonly remembered: (key: string) => Readonly<Record<string, unknown>> | undefined;
  /** For work that both walks of a run need and that costs something: it is done once. */
  readonly once: Once;
  /**
   * Takes long work whose failure is to leave nothing behind, such as a build: done once the run is agreed to, before anything is
   * changed. The signal is aborted when the run is to end.
   */
  readonly beforehand: (work: (stop: AbortSignal) => Promise<void>) => void;
  /** Takes news of long work to whoever shows them. */
  readonly tell: (news: ImageNews) => void;
  /** Aborted when the run is to end: what runs outside of AWS calls stops at once. */
  readonly stop: AbortSignal;
}

export interface StepContext<D extends StepName> {
  readonly config: Config;
  readonly inputs: Pick<Outputs, D>;
  readonly ensure: Ensure;
  readonly surroundings: Surroundings;
}

/** One of the seven things the user sees: asks for resources in plain code and hands typed outputs on. */
export interface Step<N extends StepName = StepName, D extends StepName = StepName> {
  readonly name: N;
  readonly needs: { readonly [S in D]: Moment };
  ensure(context: StepContext<D>): Promise<Outputs[N]>;
}

/** Writes a step down with its names checked: an input that `needs` does not declare does not compile. */
export function step<N extends StepName, const D extends { readonly [S in StepName]?: Moment }>(definition: {
  readonly name: N;
  readonly needs: D;
  ensure(context: StepContext<keyof D & StepName>): Promise<Outputs[N]>;
}): Step<N, keyof D & StepName> {
  return definition as unknown as Step<N, keyof D & StepName>;
}

/** A step of which only the name matters. */
// biome-ignore lint/suspicious/noExplicitAny: a list of steps cannot name the needs of each
export type AnyStep = Step<any, any>;

type Ordered<S, Seen = never> = S extends readonly [infer Head, ...infer Rest]
  ? Head extends Step<infer N, infer D>
    ? [D] extends [Seen]
      ? Ordered<Rest, Seen | N>
      : { 'stands before its need': [N, Exclude<D, Seen>] }
    : never
  : unknown;

/** The steps in order; one that stands before a step it needs does not compile, so no cycle can be written. */
export function stack<const S extends readonly AnyStep[]>(...steps: S & Ordered<S>): readonly AnyStep[] {
  return steps as readonly AnyStep[];
}
