import type { Config } from '../config/schema.js';
import type { ListedPrices, PriceRefusal } from '../prices/ask.js';
import { needsOf, type PriceItem } from '../prices/items.js';
import { hoursPerMonth, pricedRegion, pricesAsOf, usd } from '../prices/table.js';

/** Where a price comes from; days as in `2026-10-01`. */
export type PriceSource =
  | { readonly from: 'price-list'; readonly published: string; readonly effective: string }
  | { readonly from: 'table'; readonly asOf: string };

/** One line of an estimate; `hourly` is for all of `count`, in US dollars. */
export interface PriceRow {
  readonly item: PriceItem;
  readonly count: number;
  /** What is counted more closely, as in `db.t4g.micro`. */
  readonly detail?: string;
  readonly hourly: number;
  readonly source: PriceSource;
}

/** What a stack costs by the hour at its fewest tasks, outside any free tier, before traffic. */
export interface Estimate {
  readonly total: number;
  readonly rows: readonly PriceRow[];
  /** What has no known price and is not in the total. */
  readonly unknown: readonly string[];
  /** Set when some of the prices are not those of the config's region. */
  readonly otherRegion?: string;
  /** Set when AWS's price list, or that of the local cloud, was asked for this region. */
  readonly asked?: { readonly region: string; readonly local?: true; readonly refusal?: PriceRefusal };
}

const table: PriceSource = { from: 'table', asOf: pricesAsOf };

/** Estimates a config in US dollars per hour, with the prices that AWS's list gave, as far as it was asked and gave any. */
export function hourlyUsd(config: Config, live?: ListedPrices): Estimate {
  const needs = needsOf(config).map((need) => ({ need, listed: live?.prices[need.item] }));
  const rows = needs.flatMap(({ need, listed }): PriceRow[] => {
    const { item, count, detail, per } = need;
    const price = listed ? need.listed * listed.usd : need.table === undefined ? undefined : count * need.table;
    if (price === undefined) return [];
    const source: PriceSource = listed
      ? { from: 'price-list', published: listed.published, effective: listed.effective }
      : table;
    return [
      { item, count, ...(detail && { detail }), hourly: per === 'month' ? price / hoursPerMonth : price, source },
    ];
  });
  const unknown = needs.filter(({ need }) => rows.every((it) => it.item !== need.item));
  const foreign = config.region !== pricedRegion && rows.some((it) => it.source.from === 'table');
  return {
    total: rows.reduce((sum, it) => sum + it.hourly, 0),
    rows,
    unknown: unknown.map(({ need }) => need.detail ?? need.item),
    ...(foreign && { otherRegion: config.region }),
    ...(live && {
      asked: {
        region: config.region,
        ...(live.local && { local: live.local }),
        ...(live.refusal && { refusal: live.refusal }),
      },
    }),
  };
}

/** What one resource that was left over costs by the hour, as far as its kind alone tells; undefined when it depends on more. */
export function priceOf(type: string): number | undefined {
  const depends = ['rds:db-snapshot', 'ecs:service', 'ecr:repository', 'ecr:image', 'logs:log-group'];
  if (depends.includes(type)) return undefined;
  const known: Readonly<Record<string, number>> = {
    'ec2:nat-gateway': usd.natGatewayHour,
    'ec2:elastic-ip': usd.publicIpv4Hour,
    'elbv2:load-balancer': usd.loadBalancerHour,
    // The smallest one there is: the stack's own class is not known from the kind.
    'rds:db-instance': 0.025 + (20 * usd.dbStorageGibMonth.gp2) / hoursPerMonth,
  };
  return known[type] ?? 0;
}
