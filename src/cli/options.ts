import type { Format } from '../diagram/formats.js';
import type { Moment } from '../model/step.js';
import type { Wording } from '../verify/checklist.js';

/** Options that all commands know. */
export interface CommonOptions {
  readonly config?: string;
  readonly name?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly state?: string;
  readonly lang?: string;
  readonly json?: boolean;
  /** `--no-color` makes it false. */
  readonly color?: boolean;
  readonly local?: boolean;
  /** How the local cloud runs tasks; as before by default. */
  readonly runtime?: 'process' | 'docker';
  /** What the local cloud runs new databases by; as before by default. */
  readonly database?: 'auto' | 'container' | 'embedded';
  /** Shows also what the programs say that are called. */
  readonly verbose?: boolean;
}

export interface UpOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly wait?: Moment;
}

export interface PlanOptions extends CommonOptions {
  /** Asks AWS's price list instead of the built-in table. */
  readonly livePrices?: boolean;
}

export interface StatusOptions extends CommonOptions {
  readonly watch?: boolean;
}

export interface DestroyOptions extends CommonOptions {
  readonly yes?: boolean;
}

export interface VerifyOptions extends CommonOptions {
  /** Names of what was made by hand. */
  readonly cluster?: string;
  readonly service?: string;
  readonly alb?: string;
  readonly wording?: Wording;
}

export interface DiagramOptions extends CommonOptions {
  /** From what stands, not from the config. */
  readonly live?: boolean;
  readonly format?: Format;
  readonly out?: string;
}

export interface PolicyOptions extends CommonOptions {
  /** The folder that each document is written to, as a file of its own. */
  readonly out?: string;
}

export interface ReportOptions extends CommonOptions {
  readonly format?: 'html' | 'md';
  /** A file, or `-` for stdout. */
  readonly out?: string;
  readonly showAccount?: boolean;
  readonly wording?: Wording;
}

/** What a command ends with: as wanted; failed; ran, but not all is as wanted; interrupted. */
export const exitCodes = { asWanted: 0, failed: 1, notAsWanted: 2, interrupted: 130 } as const;
