import type { Aws } from '../aws/clients.js';

/** A quota as Service Quotas knows it: its service, its code, and its name in AWS's own words. */
export interface QuotaName {
  readonly service: string;
  readonly code: string;
  readonly name: string;
}

/** Something that counts against a quota, whoever made it. */
export interface Standing {
  readonly id: string;
  /** Its `Name` tag, or the name it is known by. */
  readonly name?: string;
  /** Where it counts, for a quota by place. */
  readonly place?: string;
  /** Nothing uses it. */
  readonly idle?: true;
}

/** How many of a kind an account may have in a region, and what counts against that. */
export interface Quota<P extends object = object> extends QuotaName {
  /** AWS's own value, as long as nobody has raised it: up to that many, nobody need be asked. */
  readonly usual: number;
  /** Counted by place (a zone), each of which has the whole quota. */
  readonly place?: (props: P) => string;
  /** A kind that runs short sooner: while its count is within AWS's own value, this one is not counted at all. */
  readonly after?: string;
  /** All that counts now. */
  standing(aws: Aws): Promise<readonly Standing[]>;
  /** The account's own value, as Service Quotas tells it. */
  applied(aws: Aws): Promise<number | undefined>;
}

/** A quota that leaves no room for what is to be made. */
export interface Shortage {
  readonly kind: string;
  readonly region: string;
  readonly quota: QuotaName;
  readonly place?: string;
  /** Absent when AWS refused to tell it. */
  readonly limit?: number;
  readonly needed: number;
  readonly standing: readonly Standing[];
}
