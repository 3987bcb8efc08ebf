/** Written by the config part; the shape below is what the rest of the code counts on. */
export interface Config {
  readonly name: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly network: {
    readonly cidr: string;
    readonly zones: number;
    /** One CIDR per zone; derived from `cidr` when the user gives none. */
    readonly publicCidrs: readonly string[];
    readonly privateCidrs: readonly string[];
    readonly natGateways: 'one' | 'per-zone';
  };
  readonly database: {
    readonly engineVersion: string;
    readonly instanceClass: string;
    readonly storageGiB: number;
    readonly storageType: 'gp2' | 'gp3';
    readonly name: string;
    readonly user: string;
    readonly backupRetentionDays: number;
    readonly multiAz: boolean;
    readonly deletionProtection: boolean;
    readonly onDestroy: 'discard' | 'snapshot';
  };
  /** Exactly one source. */
  readonly image: (
    | { readonly path: string }
    | { readonly git: string; readonly ref?: string; readonly folder: string }
    | { readonly uri: string }
    | { readonly archive: string }
  ) & {
    readonly dockerfile: string;
    readonly buildArgs: Readonly<Record<string, string>>;
    readonly keep: number;
    readonly engine?: string;
  };
  readonly container: {
    readonly port: number;
    readonly cpu: number;
    readonly memory: number;
    readonly architecture: 'x86_64' | 'arm64';
    readonly environment: Readonly<Record<string, string>>;
    readonly logRetentionDays: number;
    readonly exec: boolean;
  };
  readonly loadBalancer: {
    readonly port: number;
    readonly allowFrom: readonly string[];
    readonly healthCheck: {
      readonly path: string;
      readonly intervalSeconds: number;
      readonly timeoutSeconds: number;
      readonly healthyThreshold: number;
      readonly unhealthyThreshold: number;
      readonly matcher: string;
    };
    readonly deregistrationDelaySeconds: number;
  };
  readonly service: { readonly gracePeriodSeconds: number };
  readonly scaling: {
    readonly min: number;
    readonly max: number;
    readonly cpuPercent: number;
    readonly scaleOutCooldownSeconds: number;
    readonly scaleInCooldownSeconds: number;
    readonly fastMetrics: boolean;
  };
}
