/** One thing AWS said about why something failed: facts for the renderers, never sentences of ours. */
export type Evidence =
  | { readonly kind: 'state'; readonly state: string; readonly code?: string; readonly message?: string }
  | {
      readonly kind: 'stopped-task';
      readonly task: string;
      readonly stopCode?: string;
      readonly reason?: string;
      readonly exitCode?: number;
      /** How many tasks stopped for the same reason. */
      readonly count: number;
    }
  | { readonly kind: 'log'; readonly task: string; readonly lines: readonly string[] }
  | { readonly kind: 'event'; readonly at: string; readonly message: string }
  | {
      readonly kind: 'target';
      readonly target: string;
      readonly state: string;
      readonly reason?: string;
      readonly description?: string;
      /** How many targets are so. */
      readonly count?: number;
    }
  /** What the load balancer asks of a target. */
  | { readonly kind: 'check'; readonly path: string; readonly port?: number; readonly codes?: string }
  | { readonly kind: 'rollout'; readonly state: string; readonly reason?: string }
  | {
      readonly kind: 'blocker';
      readonly id: string;
      readonly type: string;
      readonly owner?: string;
      readonly description?: string;
    };
