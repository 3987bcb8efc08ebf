import type { Slice } from '../../world.js';

/** A DB subnet group. */
export interface SubnetGroup {
  name: string;
  arn: string;
  description: string;
  vpcId: string;
  subnetIds: string[];
  tags: Record<string, string>;
}

/** A DB parameter group; only the values that were changed are kept. */
export interface ParameterGroup {
  name: string;
  arn: string;
  family: string;
  description: string;
  values: Record<string, { value: string; method: string }>;
  tags: Record<string, string>;
}

/** The states of a DB instance that are simulated, in RDS's words. */
export type InstanceStatus =
  | 'creating'
  | 'backing-up'
  | 'available'
  | 'modifying'
  | 'stopping'
  | 'stopped'
  | 'starting'
  | 'deleting'
  | 'failed';

/** What ModifyDBInstance may change, as it takes effect. */
export interface Changeable {
  class: string;
  allocatedStorage: number;
  storageType: string;
  /** Absent where the storage type has no speed of its own. */
  iops?: number | undefined;
  /** MiB per second. */
  throughput?: number | undefined;
  /** How far the storage may grow by itself, GiB; absent where it may not. */
  maxAllocatedStorage?: number | undefined;
  engineVersion: string;
  multiAz: boolean;
  publicly: boolean;
  backupRetention: number;
  backupWindow: string;
  maintenanceWindow: string;
  autoMinorVersionUpgrade: boolean;
  deletionProtection: boolean;
  copyTagsToSnapshot: boolean;
  groupIds: string[];
  parameterGroup: string;
  caCertificate: string;
}

/** A DB instance. Its password is kept nowhere here: the data plane alone gets it. */
export interface Instance extends Changeable {
  id: string;
  arn: string;
  resourceId: string;
  status: InstanceStatus;
  engine: string;
  user: string;
  database?: string;
  port: number;
  subnetGroup: string;
  zone: string;
  encrypted: boolean;
  /** The ARN of the key that its storage is encrypted with. */
  key?: string;
  /** Parameters wait for its next start. */
  awaitsStart?: boolean;
  lifecycleSupport: string;
  createdAt: number;
  /** When the endpoint is known, milliseconds. */
  endpointAt: number;
  /** When the present status may end, milliseconds. */
  nextAt: number;
  endpoint?: { address: string; port: number };
  failure?: string;
  interfaceId?: string;
  /** When `creating` becomes `backing-up`, milliseconds. */
  backupAt: number;
  /** Changes that wait for the end of `modifying`. */
  pending?: Partial<Changeable>;
  /** A new password waits for the end of `modifying`, too; it is not kept here. */
  awaitsPassword?: boolean;
  /** Changes that wait for the maintenance window, which never comes here. */
  deferred?: Partial<Changeable>;
  /** Whether the automated backups stay when the instance is gone. */
  keepsBackups?: boolean;
  tags: Record<string, string>;
}

/** A snapshot. */
export interface Snapshot {
  id: string;
  arn: string;
  instanceId: string;
  createdAt: number;
  readyAt: number;
  engine: string;
  engineVersion: string;
  allocatedStorage: number;
  storageType: string;
  port: number;
  user: string;
  zone: string;
  vpcId: string;
  /** The ARN of the key, where it is encrypted. */
  key?: string;
  type: 'manual' | 'automated';
  tags: Record<string, string>;
}

/** The automated backups of an instance that was deleted without them; shown until they are deleted. */
export interface RetainedBackup {
  resourceId: string;
  instanceId: string;
  instanceArn: string;
  engine: string;
  engineVersion: string;
  allocatedStorage: number;
  zone: string;
  createdAt: number;
}

/** Something that happened to an instance, in RDS's words. */
export interface InstanceEvent {
  at: number;
  id: string;
  arn: string;
  category: string;
  message: string;
}

/** Everything that RDS keeps, by lower-cased name; retained backups by the instance's resource id. */
export interface Rds {
  subnetGroups: Record<string, SubnetGroup>;
  parameterGroups: Record<string, ParameterGroup>;
  instances: Record<string, Instance>;
  snapshots: Record<string, Snapshot>;
  retained: Record<string, RetainedBackup>;
  /** Oldest first. */
  events: InstanceEvent[];
}

/** RDS's part of the world. */
export const rdsSlice: Slice<Rds> = {
  name: 'rds',
  initial: () => ({ subnetGroups: {}, parameterGroups: {}, instances: {}, snapshots: {}, retained: {}, events: [] }),
};
