import type { PlanItem } from '../engine/plan.js';
import type { Change } from '../model/resource.js';
import type { Failure } from '../state/schema.js';

/** What `status` found. Its JSON form is a contract: members are added, never renamed or taken away. */
export interface StatusView {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly overall: 'well' | 'unwell' | 'absent';
  /** The command that changes the stack at this moment; what is missing may just be on its way. */
  readonly underWay?: { readonly command: string; readonly pid: number };
  readonly steps: readonly StatusStep[];
  /** Everything that differs from the config. */
  readonly drift: readonly {
    readonly step: string;
    readonly key: string;
    readonly kind: string;
    readonly change: Change;
  }[];
  readonly tasks?: {
    readonly desired: number;
    readonly running: number;
    readonly healthy: number;
    readonly list: readonly StatusTask[];
  };
  readonly rollouts?: readonly {
    readonly id: string;
    readonly state: string;
    readonly reason?: string;
    readonly desired: number;
    readonly running: number;
    readonly failed: number;
  }[];
  readonly scaling?: {
    readonly min: number;
    readonly max: number;
    readonly current?: number;
    readonly targetCpu: number;
    readonly lastCpu?: number;
  };
  readonly database?: {
    readonly id: string;
    readonly state: string;
    readonly engine: string;
    readonly endpoint?: string;
    /** What really answers there, where it is not RDS; `approximate` when it is not MySQL itself. */
    readonly software?: string;
    readonly approximate?: boolean;
  };
  /** What ECR's scan of the running image found; the critical ones are named, the first few. */
  readonly scan?: {
    readonly state: string;
    readonly critical: number;
    readonly high: number;
    readonly list: readonly { readonly name: string; readonly uri?: string }[];
  };
  /** What ended the last run that failed, while all is not well. */
  readonly failure?: Failure;
  readonly url?: {
    readonly url: string;
    readonly status?: number;
    readonly milliseconds?: number;
    readonly reason?: string;
  };
}

/** One step with its resources. */
export interface StatusStep {
  readonly step: string;
  readonly items: readonly PlanItem[];
}

/** One task of the service. */
export interface StatusTask {
  readonly id: string;
  readonly zone?: string;
  readonly status: string;
  readonly health: string;
  /** Why it is not healthy, in ELB's or ECS's own words. */
  readonly reason?: string;
  /** ISO 8601. */
  readonly startedAt?: string;
}

/** The JSON form of a status: one object, two spaces deep. */
export function statusJson(view: StatusView): string {
  return JSON.stringify(view, undefined, 2);
}
