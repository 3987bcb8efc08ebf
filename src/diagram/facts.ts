/** Something that has an id once it stands. `stands` is false where a look found nothing. */
export interface Standing {
  readonly stands: boolean;
  readonly id?: string;
}

/** One Availability Zone with what lies in it. */
export interface ZoneFacts {
  /** AWS's name; unknown before `up`. */
  readonly name?: string;
  readonly publicSubnet: Standing & { readonly cidr?: string };
  readonly privateSubnet: Standing & { readonly cidr?: string };
  readonly natGateway?: Standing & { readonly address?: string };
  /** The database's own place or that of its standby. */
  readonly database?: 'primary' | 'standby';
  /** Ids of the tasks that run here; absent before `up`. */
  readonly tasks?: readonly string[];
}

/** What may come in, as a security group says: a TCP port, and from where when that is an address range. */
export interface Door {
  readonly port: string;
  readonly cidrs: readonly string[];
}

/** All that an architecture diagram shows of a stack, from its config or from what stands. Never an account, never a secret. */
export interface StackFacts {
  readonly stack: string;
  readonly region: string;
  /** ISO 8601; when it was looked at. Absent before `up`. */
  readonly seenAt?: string;
  readonly vpc: Standing & { readonly cidr?: string };
  readonly internetGateway: Standing;
  readonly zones: readonly ZoneFacts[];
  readonly s3Endpoint: Standing;
  readonly loadBalancer: Standing & {
    readonly dnsName?: string;
    readonly port: number;
    readonly healthPath: string;
    readonly securityGroup?: string;
    readonly door: Door;
  };
  readonly tasks: {
    readonly cpu: number;
    readonly memory: number;
    readonly port: number;
    readonly securityGroup?: string;
    readonly door: Door;
  };
  readonly service: Standing & { readonly cluster?: string; readonly desired?: number; readonly running?: number };
  readonly scaling: Standing & { readonly min: number; readonly max: number; readonly cpuPercent: number };
  readonly database: Standing & {
    readonly version: string;
    readonly instanceClass: string;
    readonly storage: string;
    readonly name: string;
    readonly securityGroup?: string;
    readonly door: Door;
    /** Before `up`, or while AWS does not tell: which zone it will take is AWS's choice. */
    readonly zoneUnknown: boolean;
  };
  /** Absent when the image lies in a registry that is not the stack's. */
  readonly repository?: Standing;
  readonly logGroup: Standing;
  readonly parameter: Standing;
}
