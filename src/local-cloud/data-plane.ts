/**
 * What really runs behind the control plane. The control plane tells it what is wanted and looks at what is; it never waits
 * for it and keeps nothing of it, so a data plane that was lost (a killed daemon) is simply started anew.
 */
export interface DataPlane {
  readonly tasks: TaskPlane;
  readonly databases: DatabasePlane;
  readonly balancers: BalancerPlane;
  readonly registry: RegistryPlane;
}

/** A command that is run beside a container again and again and tells by its exit code whether it is well; times in seconds. */
export interface ContainerCheckSpec {
  /** `CMD` and a program with its arguments, or `CMD-SHELL` and a line for the container's shell. */
  readonly command: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  /** So many failures in a row make it unhealthy. */
  readonly retries: number;
  /** So long, or until the first success, failures do not count. */
  readonly startPeriod: number;
}

/** In ECS's words; `UNKNOWN` as long as neither has been shown. */
export type ContainerHealth = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';

/** What one ECS task is to run. Secrets are already resolved. */
export interface TaskSpec {
  readonly taskArn: string;
  readonly family: string;
  readonly container: string;
  /** `registry/repository@sha256:…` or `registry/repository:tag` */
  readonly image: string;
  readonly port: number;
  readonly cpu: number;
  readonly memory: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Hosts named in its environment that security groups cut it off from; a plane of real processes cannot do that. */
  readonly shutOff?: readonly string[];
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly healthCheck?: ContainerCheckSpec;
  readonly platform: string;
  /** Takes a line that the container wrote, for the log group. */
  readonly log: (line: string, at: number) => void;
}

/** What a task is found doing. `cpu` is the share of its reservation used of late, in percent. */
export type TaskSight =
  | { readonly state: 'starting' }
  | {
      readonly state: 'running';
      readonly address: string;
      readonly port: number;
      readonly cpu: number;
      readonly memory: number;
      /** Of a container with a health check; a plane that runs no commands leaves it out. */
      readonly health?: ContainerHealth;
    }
  | {
      readonly state: 'stopped';
      readonly stopCode: 'TaskFailedToStart' | 'EssentialContainerExited';
      readonly reason: string;
      /** What the container itself says, when that is more. */
      readonly containerReason?: string;
      readonly exitCode?: number;
    };

export interface TaskPlane {
  start(spec: TaskSpec): void;
  look(taskArn: string): TaskSight | undefined;
  /** SIGTERM, and SIGKILL after the time; a stopped task can be looked at until it is forgotten. */
  stop(taskArn: string, timeoutSeconds: number): void;
  forget(taskArn: string): void;
}

export interface DatabaseSpec {
  readonly id: string;
  readonly engine: string;
  readonly port: number;
  readonly user: string;
  /** Handed over only here and kept nowhere by the control plane but as a hash. Absent when an existing instance is started again. */
  readonly password?: string;
  readonly database?: string;
}

export type DatabaseSight =
  | { readonly state: 'starting' }
  | { readonly state: 'available'; readonly address: string; readonly port: number; readonly software: string }
  | { readonly state: 'failed'; readonly reason: string };

export interface DatabasePlane {
  /** Makes it, or starts it again on its data. */
  start(spec: DatabaseSpec): void;
  look(id: string): DatabaseSight | undefined;
  changePassword(id: string, password: string): void;
  /** Stops it and keeps its data, so that `start` finds them again; until then nothing is known of it. */
  stop(id: string): void;
  /** Stops it and deletes its data. */
  remove(id: string): void;
}

export interface TargetSpec {
  /** Address and port as registered with the target group. */
  readonly id: string;
  readonly port: number;
  readonly draining: boolean;
  /** Where health checks look, when that is not the port that takes the requests. */
  readonly checkPort?: number;
  /** What is sent to it is dropped on the way, as security groups do it: a connection is neither made nor refused. */
  readonly shutOff?: boolean;
  /** The same of what health checks send. */
  readonly checkShutOff?: boolean;
}

export interface HealthCheckSpec {
  /** HTTP when absent. */
  readonly protocol?: 'HTTP' | 'HTTPS';
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** As AWS writes it: `200`, `200-299`, `200,404`. */
  readonly matcher: string;
}

/** A load balancer as it should be now: handed over whole each time it may have changed. */
export interface BalancerSpec {
  readonly arn: string;
  readonly name: string;
  /** How long neither a client nor a target may be silent; the plane's own setting when absent. */
  readonly idleTimeoutSeconds?: number;
  /** Its name does not resolve yet; a plane that makes it at once need not mind. */
  readonly provisioning?: boolean;
  readonly listeners: readonly {
    readonly port: number;
    readonly targetGroupArn: string;
    /** Nobody's packets get in: who connects hears nothing at all. */
    readonly shut?: boolean;
  }[];
  readonly targetGroups: readonly {
    readonly arn: string;
    readonly healthCheck: HealthCheckSpec;
    readonly targets: readonly TargetSpec[];
    /** For how long a client stays with its target, by a cookie; absent: each request goes to the next target. */
    readonly stickySeconds?: number;
  }[];
}

export interface TargetSight {
  readonly id: string;
  readonly port: number;
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'draining';
  /** ELB's own reason code, e.g. `Target.FailedHealthChecks`; absent when healthy. */
  readonly reason?: string;
  readonly description?: string;
}

export interface BalancerPlane {
  apply(spec: BalancerSpec): void;
  /** `dnsName` carries the port that stands for port 80, as in `127.0.0.1:8080`. */
  look(arn: string):
    | {
        /** What was handed over last. */
        readonly told: BalancerSpec;
        readonly dnsName: string;
        readonly targets: Readonly<Record<string, readonly TargetSight[]>>;
        readonly requests: number;
      }
    | undefined;
  remove(arn: string): void;
}

export interface ImageSight {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly sizeInBytes: number;
  readonly pushedAt: number;
  readonly mediaType: string;
}

export interface RegistryPlane {
  /** `host:port` of the OCI distribution API. */
  readonly host: string;
  /** A fresh user:password pair for it; the password is a token that ends after 12 hours. */
  issueToken(): { readonly user: string; readonly password: string; readonly expiresAt: number };
  /** Only repositories that were made here take pushes. */
  createRepository(name: string): void;
  deleteRepository(name: string): void;
  images(repository: string): readonly ImageSight[];
  deleteImage(repository: string, digest: string): void;
  /** Takes a tag from its image, which stays without it. */
  deleteTag(repository: string, tag: string): void;
  /** From now on a push does not move those tags of a repository to another image. */
  keepTags(repository: string, isKept: (tag: string) => boolean): void;
  /** The manifest of an image that is there, as it was pushed. */
  manifest(repository: string, digest: string): string;
  /** Puts an image whose content is there already; throws a RegistryFault for what a push would be refused for. */
  putManifest(repository: string, manifest: { digest: string; mediaType: string; tag?: string; content: Buffer }): void;
}
