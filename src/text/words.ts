import type { Faults } from '../config/faults.js';
import type { PlanItem } from '../engine/plan.js';
import type { ImageFaultCode } from '../image/fault.js';
import type { Evidence } from '../model/evidence.js';
import type { StepName } from '../model/outputs.js';
import type { ProblemCode, Problems, Whose } from '../model/problem.js';
import type { PriceRefusal } from '../prices/ask.js';
import type { PriceItem } from '../prices/items.js';
import type { Action, Event } from '../report/events.js';
import type { FreeTierNote } from '../report/free-tier.js';
import type { CauseCode, Causes, CheckId, Requirement, Result, Wording } from '../verify/checklist.js';
import type { DiagramWords } from './diagram-words.js';
import type { HandoutWords } from './handout-words.js';
import type { HintCode, HintFacts } from './hints.js';
import type { Key, Kind, StateWord } from './known.js';

export type Language = 'ja' | 'en';

/** A problem in words: what is wrong, what shows it, what to do. */
export interface Said {
  readonly cause: string;
  readonly evidence?: readonly string[];
  readonly todo: readonly string[];
}

/** How problems and evidence name what they speak of. */
export interface Speech {
  /** `NAT gateway «meibo-nat» (nat-0123)` */
  resource(whose: Whose): string;
  kind(type: string): string;
  state(word: string): string;
  duration(seconds: number): string;
  evidence(evidence: readonly Evidence[]): readonly string[];
  /** What to try, guessed from the evidence. */
  hints(evidence: readonly Evidence[]): readonly string[];
  /** What is behind it, guessed from the evidence; a whole sentence. */
  guess(evidence: readonly Evidence[]): string | undefined;
  /** `is → want` of a member. */
  change(change: { readonly path: string; readonly is: unknown; readonly want: unknown }): string;
}

type Of<T, K extends string, V extends string> = Extract<T, { readonly [P in K]: V }>;

/** Facts of an image problem, as text; absent ones are empty. */
export type ImageFacts = (name: string) => string;

/** Events that are told in one sentence of their own; the others are told by the words for actions and plans. */
export type ToldEvent = Exclude<
  Event['type'],
  'plan' | 'resource.start' | 'resource.state' | 'resource.done' | 'resource.failed'
>;

/** Everything a language must be able to say: what is missing here does not compile. */
export interface Words {
  readonly language: Language;
  /** Steps in the order of the stack; `found` holds what only a listing showed. */
  readonly steps: Readonly<Record<StepName | 'found', string>>;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly keys: Readonly<Record<Key, string>>;
  readonly states: Readonly<Record<StateWord, string>>;
  /** What is done to a resource: under way, over, failed. */
  readonly actions: {
    readonly [A in Action]: {
      readonly doing: (what: string) => string;
      readonly done: (what: string) => string;
      readonly failed: (what: string) => string;
    };
  };
  readonly plan: {
    readonly title: { readonly up: string; readonly destroy: string };
    readonly actions: Readonly<Record<PlanItem['action'], string>>;
    readonly foreign: string;
    readonly summary: (counts: Readonly<Record<PlanItem['action'], number>>, command: 'up' | 'destroy') => string;
    readonly nothing: { readonly up: string; readonly destroy: string };
    readonly price: (usd: { readonly hour: string; readonly day: string; readonly month: string }) => string;
    readonly unknownValue: string;
    /** What comes after a reason for which `up` would not begin. */
    readonly stops: string;
  };
  readonly events: { readonly [T in ToldEvent]: (event: Of<Event, 'type', T>, speak: Speech) => string };
  readonly progress: {
    readonly underWay: (count: number) => string;
    readonly more: (count: number) => string;
    readonly late: string;
    readonly stillGoing: (count: number) => string;
    readonly imageBuild: string;
    readonly imagePush: string;
    /** How far it has come, or the last line of the build; empty when nothing is known. */
    readonly imageNote: (news: Of<Event, 'type', 'image.progress'>) => string;
    readonly billing: (count: number) => string;
    readonly remains: (count: number) => string;
    readonly perMonth: (usd: string) => string;
    readonly free: string;
    readonly priceUnknown: string;
  };
  readonly duration: (seconds: number) => string;
  readonly questions: {
    readonly up: string;
    readonly destroy: (facts: { readonly stack: string; readonly onDestroy: 'discard' | 'snapshot' }) => string;
  };
  readonly problem: {
    readonly cause: string;
    readonly evidence: string;
    readonly todo: string;
    readonly goOn: string;
    readonly again: string;
    readonly resume: string;
    readonly cleanUp: string;
    readonly resource: (what: string, name: string, id?: string) => string;
  };
  readonly problems: { readonly [C in ProblemCode]: (facts: Problems[C], speak: Speech) => Said };
  readonly faults: { readonly [C in keyof Faults]: (facts: Faults[C]) => string };
  /** Where a fault stands when it is the whole config; how an example is introduced. */
  readonly fault: { readonly whole: string; readonly example: (text: string) => string };
  readonly images: { readonly [C in ImageFaultCode]: (fact: ImageFacts) => Pick<Said, 'cause' | 'todo'> };
  readonly evidence: {
    readonly [K in Evidence['kind']]: (evidence: Of<Evidence, 'kind', K>, speak: Speech) => readonly string[];
  };
  /** What evidence suggests: what is behind it, and what to try. */
  readonly hints: Readonly<
    Record<HintCode, (facts: HintFacts) => { readonly cause: string; readonly todo: readonly string[] }>
  >;
  readonly prices: Readonly<Record<PriceItem, string>> & {
    readonly source: (date: string) => string;
    readonly tokyo: (region: string) => string;
    readonly unknown: (names: string) => string;
    /** Where a price of a line comes from; days as in `2026-10-01`. */
    readonly from: {
      readonly list: (published: string) => string;
      readonly local: (published: string) => string;
      readonly table: (asOf: string) => string;
    };
    readonly total: (usd: { readonly hour: string; readonly day: string; readonly month: string }) => string;
    readonly listed: (region: string) => string;
    readonly listedLocally: string;
    readonly missed: (facts: { readonly count: number; readonly asOf: string }) => string;
    readonly refused: (refusal: PriceRefusal) => string;
  };
  readonly diagram: DiagramWords;
  readonly handout: HandoutWords;
  readonly freeTier: { readonly title: string; readonly notes: Readonly<Record<FreeTierNote, string>> };
  readonly iamPolicy: {
    readonly several: (count: number) => string;
    /** `calls` make the policies of the files. */
    readonly written: (calls: readonly string[]) => string;
  };
  /** What the `local` commands say. */
  readonly local: {
    readonly runs: (facts: {
      readonly endpoint: string;
      readonly region: string;
      readonly pid: number;
      readonly since: string;
    }) => string;
    readonly folder: (path: string) => string;
    readonly log: (path: string) => string;
    readonly weather: (name: 'instant' | 'realistic') => string;
    readonly database: (facts: {
      readonly id: string;
      readonly software: string;
      readonly address: string;
      readonly port: number;
    }) => string;
    readonly task: (facts: {
      readonly id: string;
      readonly pid: number;
      readonly address: string;
      readonly port: number;
    }) => string;
    readonly hint: string;
    readonly absent: string;
    /** It lives and does not answer. */
    readonly silent: (pid: number) => string;
    /** It was ended without stopping what runs in it. */
    readonly killed: (pid: number) => string;
    readonly stopped: string;
  };
  readonly status: {
    readonly overall: { readonly well: string; readonly unwell: string; readonly absent: string };
    /** In place of `overall` while a command changes the stack. */
    readonly underWay: (facts: { readonly command: string; readonly pid: number }) => string;
    readonly resources: string;
    readonly drift: string;
    readonly noDrift: string;
    /** What is not well with a resource, by what `up` would do about it. */
    readonly faults: Readonly<Record<Exclude<PlanItem['action'], 'none'>, string>>;
    readonly tasks: string;
    readonly running: (running: number, desired: number) => string;
    readonly healthy: (healthy: number, desired: number) => string;
    readonly columns: {
      readonly task: string;
      readonly zone: string;
      readonly status: string;
      readonly health: string;
      readonly started: string;
    };
    readonly rollout: string;
    readonly scaling: string;
    readonly scalingLine: (facts: {
      readonly min: number;
      readonly max: number;
      readonly current?: number;
      readonly targetCpu: number;
      readonly lastCpu?: number;
    }) => string;
    readonly database: string;
    /** Which server answers where it is not RDS. */
    readonly answeredBy: (software: string) => string;
    /** The server of the local cloud that is none of MySQL's, and what it cannot do. */
    readonly embedded: string;
    readonly approximate: string;
    /** What MariaDB cannot do that MySQL 8.4 can. */
    readonly mariadb: string;
    readonly scan: string;
    readonly scanLine: (facts: { readonly critical: number; readonly high: number }) => string;
    readonly url: string;
    readonly lastFailure: (at: string) => string;
    readonly answers: (status: number, milliseconds?: number) => string;
    readonly silent: (reason: string) => string;
    readonly step: (ready: number, all: number) => string;
  };
  /** What `verify` says. */
  readonly verify: {
    /** The graded lines, in the assignment's own words. */
    readonly titles: Readonly<Record<CheckId, string>>;
    readonly requirements: Readonly<Record<Requirement, string>>;
    readonly marks: Readonly<Record<Result, string>>;
    /** The heading of the lines in each wording. */
    readonly heading: Readonly<Record<Wording, string>>;
    readonly counts: (counts: Readonly<Record<Result, number>>) => string;
    readonly passed: string;
    readonly notPassed: string;
    readonly seen: string;
    readonly source: string;
    readonly console: string;
    readonly cause: string;
    readonly fix: string;
    readonly causes: {
      readonly [C in CauseCode]: (facts: Causes[C]) => { readonly cause: string; readonly fix: string };
    };
  };
}
