import { refuse } from '../../refuse.js';

const bad = (message: string): never => refuse('InvalidParameterValue', message);
const clash = (message: string): never => refuse('InvalidParameterCombination', message);

/** From this size on RDS for MySQL spreads gp3 over four volumes (User Guide, DB instance storage); GiB. */
const STRIPED = 400;

/** What a new or a changed instance is to store its data on. */
export interface StorageWish {
  readonly type: string;
  /** GiB. */
  readonly size: number | undefined;
  readonly iops?: number | undefined;
  /** MiB per second. */
  readonly throughput?: number | undefined;
}

function checkSpeed(what: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && (value < least || value > most)) {
    clash(
      `Invalid ${what} for engine name mysql and storage type gp3: ${value}. It must be between ${least} and ${most}`,
    );
  }
}

/** Refuses storage that RDS does not have, and tells how fast it is; gp2 says nothing of its speed. */
export function readStorage({ type, size, iops, throughput }: StorageWish): { iops?: number; throughput?: number } {
  if (['io1', 'io2', 'standard'].includes(type)) {
    refuse('NotImplemented', `The local cloud does not imitate the storage type ${type}`, 501);
  }
  if (!['gp2', 'gp3'].includes(type)) bad(`Invalid storage type: ${type}`);
  if (size === undefined || size < 20 || size > 65_536) {
    return bad(`Invalid storage size for engine name mysql and storage type ${type}: ${size}`);
  }
  const isFast = iops !== undefined || throughput !== undefined;
  if (type === 'gp2') {
    return isFast ? clash(`You can't specify IOPS or storage throughput for storage type ${type}.`) : {};
  }
  if (size >= STRIPED) {
    checkSpeed('IOPS', iops, 12_000, 64_000);
    checkSpeed('storage throughput', throughput, 500, 4000);
    return { iops: iops ?? 12_000, throughput: throughput ?? 500 };
  }
  return isFast
    ? clash(`You can't specify IOPS or storage throughput for engine mysql and a storage size less than ${STRIPED}.`)
    : { iops: 3000, throughput: 125 };
}

/** Refuses an upper limit of growth that leaves no room to grow; GiB. */
export function checkLimit(limit: number | undefined, size: number): void {
  if (limit === undefined) return;
  if (limit <= size) clash('Max storage size must be greater than storage size');
  if (limit < size * 1.1) clash('The maximum allocated storage must be increased by at least 10 percent.');
  if (limit > 65_536) bad(`Invalid max storage size for engine name mysql: ${limit}`);
}
