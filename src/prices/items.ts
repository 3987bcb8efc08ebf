import type { Config } from '../config/schema.js';
import { usd } from './table.js';

/** What costs money by the hour. */
export type PriceItem =
  | 'nat-gateway'
  | 'public-ipv4'
  | 'load-balancer'
  | 'fargate-vcpu'
  | 'fargate-memory'
  | 'db-instance'
  | 'db-storage'
  | 'alarm';

/** What a config takes of one item. */
export interface Need {
  readonly item: PriceItem;
  /** As it is shown: a standby is a second instance. */
  readonly count: number;
  /** What is counted more closely, as in `db.t4g.micro`. */
  readonly detail?: string;
  readonly per: 'hour' | 'month';
  /** As AWS's price list counts: the price of a Multi-AZ instance is that of the pair. */
  readonly listed: number;
  /** US dollars for one of `count` in the built-in table; undefined when it has none. */
  readonly table: number | undefined;
}

/** What a stack pays for while it stands, at its fewest tasks and before traffic. */
export function needsOf({ network, database, container, scaling }: Config): readonly Need[] {
  const gateways = network.natGateways === 'one' ? 1 : network.zones;
  const { architecture } = container;
  const fargate = usd.fargate[architecture];
  const copies = database.multiAz ? 2 : 1;
  const need = (item: PriceItem, count: number, table: number, detail?: string): Need => ({
    item,
    count,
    per: 'hour',
    listed: count,
    table,
    ...(detail && { detail }),
  });
  return [
    need('nat-gateway', gateways, usd.natGatewayHour),
    need('public-ipv4', gateways + network.zones, usd.publicIpv4Hour),
    need('load-balancer', 1, usd.loadBalancerHour),
    need('fargate-vcpu', (scaling.min * container.cpu) / 1024, fargate.vcpuHour, architecture),
    need('fargate-memory', (scaling.min * container.memory) / 1024, fargate.gbHour, architecture),
    {
      item: 'db-instance',
      count: copies,
      detail: database.instanceClass,
      per: 'hour',
      listed: 1,
      table: usd.dbInstanceHour[database.instanceClass],
    },
    {
      item: 'db-storage',
      count: copies * database.storageGiB,
      detail: database.storageType,
      per: 'month',
      listed: database.storageGiB,
      table: usd.dbStorageGibMonth[database.storageType],
    },
    { ...need('alarm', 2, usd.alarmMonth), per: 'month' },
  ];
}
