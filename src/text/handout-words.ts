import type { Moment } from '../handout/times.js';

/** What a report says besides what `verify`, `diagram` and the prices say. */
export interface HandoutWords {
  readonly title: (stack: string) => string;
  readonly contents: string;
  readonly about: {
    readonly stack: string;
    readonly region: string;
    readonly account: string;
    readonly taken: string;
    readonly url: string;
    readonly result: string;
    readonly local: string;
    /** Where the answers came from when that was not AWS; `local` is the tool's own local cloud. */
    readonly notAws: (endpoint: string) => string;
  };
  readonly sections: {
    readonly diagram: string;
    readonly operation: string;
    readonly targets: string;
    readonly scaling: string;
    readonly sheet: string;
    readonly costs: string;
    readonly times: string;
  };
  readonly line: string;
  readonly result: string;
  readonly console: string;
  readonly exchange: {
    readonly health: string;
    readonly tried: string;
    readonly post: string;
    readonly list: string;
    readonly remove: string;
    readonly none: string;
    readonly command: string;
    readonly answer: string;
    readonly silent: (reason: string) => string;
    readonly who: (facts: { readonly requests: number; readonly tasks: readonly string[] }) => string;
  };
  readonly target: {
    readonly address: string;
    readonly zone: string;
    readonly task: string;
    readonly state: string;
    readonly reason: string;
    readonly none: string;
  };
  readonly policy: {
    readonly target: string;
    readonly range: (min: number, max: number) => string;
    readonly policies: string;
    readonly metric: string;
    readonly value: string;
    readonly cooldowns: string;
    readonly alarms: string;
    readonly alarm: string;
    readonly condition: string;
    readonly state: string;
    readonly activities: string;
    readonly time: string;
    readonly what: string;
    readonly cause: string;
    readonly noPolicies: string;
    readonly noAlarms: string;
    readonly noActivities: string;
    readonly seconds: (out: number | undefined, back: number | undefined) => string;
  };
  readonly sheet: {
    readonly parameter: string;
    readonly value: string;
    readonly missing: string;
    /** Names of properties, `kind.name` where a kind means something else by it; one that is not here is shown as AWS or we call it. */
    readonly names: Readonly<Record<string, string>>;
  };
  readonly costs: {
    readonly item: string;
    readonly count: string;
    readonly hour: string;
    readonly total: string;
    readonly local: string;
  };
  readonly times: {
    readonly time: string;
    readonly what: string;
    readonly name: string;
    readonly moments: Readonly<Record<Moment['what'], string>>;
    readonly none: string;
  };
  readonly masked: string;
}
