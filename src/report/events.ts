import type { PlanItem } from '../engine/plan.js';
import type { Evidence } from '../model/evidence.js';
import type { Whose } from '../model/problem.js';
import type { Found } from '../model/resource.js';
import type { ImageNews } from '../model/step.js';

/** What is being done to a resource. */
export type Action = 'create' | 'adopt' | 'change' | 'wait' | 'remove';

/** What the engine and the commands say: codes and facts. Renderers give them words. */
export type Event =
  | {
      readonly type: 'run.start';
      readonly command: string;
      readonly account: string;
      readonly region: string;
      readonly stack: string;
      readonly endpoint?: string;
    }
  | {
      readonly type: 'plan';
      readonly command: 'up' | 'destroy';
      readonly items: readonly PlanItem[];
      readonly hourlyUsd?: number;
      /** What the price leaves out because its own is not known. */
      readonly unpriced?: readonly string[];
    }
  | { readonly type: 'resource.start'; readonly whose: Whose; readonly action: Action }
  /** Its state word changed, or some time has passed. */
  | {
      readonly type: 'resource.state';
      readonly whose: Whose;
      readonly action: Action;
      readonly state?: string;
      readonly seconds: number;
    }
  /** It takes longer than such a thing usually does. */
  | {
      readonly type: 'resource.late';
      readonly whose: Whose;
      readonly action: Action;
      readonly seconds: number;
      readonly usual: number;
    }
  /** A call was refused for now and is tried again. */
  | {
      readonly type: 'resource.blocked';
      readonly whose: Whose;
      readonly action: Action;
      readonly code: string;
      readonly message: string;
      readonly seconds: number;
    }
  /** AWS says what keeps it from getting on; said once for each thing. */
  | {
      readonly type: 'resource.hindered';
      readonly whose: Whose;
      readonly action: Action;
      readonly evidence: readonly Evidence[];
      readonly seconds: number;
    }
  | { readonly type: 'resource.done'; readonly whose: Whose; readonly action: Action; readonly seconds: number }
  | { readonly type: 'resource.failed'; readonly whose: Whose; readonly action: Action; readonly seconds: number }
  | ImageNews
  | { readonly type: 'url.waiting'; readonly url: string; readonly status?: number; readonly seconds: number }
  | { readonly type: 'stopping' }
  | { readonly type: 'lock.taken-over'; readonly pid: number; readonly command: string }
  | { readonly type: 'state.from-backup'; readonly file: string }
  /** `sampleInsteadOf`: the bundled sample API runs, because that source cannot be built here. */
  | { readonly type: 'local.start'; readonly endpoint: string; readonly sampleInsteadOf?: string }
  | { readonly type: 'local.pull'; readonly image: string }
  /** After a destroy that left nothing; `standing` is what others made in the local cloud, which therefore goes on. */
  | { readonly type: 'local.end'; readonly standing: readonly string[] }
  | {
      readonly type: 'up.done';
      readonly url: string;
      readonly seconds: number;
      readonly changes: number;
      readonly waited: 'made' | 'ready';
    }
  | {
      readonly type: 'destroy.done';
      readonly seconds: number;
      readonly removed: number;
      readonly left: readonly (Found & { readonly type: string })[];
    };

export type Report = (event: Event) => void;
