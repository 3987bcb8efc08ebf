import type { Config } from '../config/schema.js';
import type { PlanItem } from '../engine/plan.js';
import type { Shortage } from '../model/quota.js';
import type { PriceRefusal } from '../prices/ask.js';
import { hoursPerMonth, pricedRegion, pricesAsOf } from '../prices/table.js';
import { freeTierNotes } from './free-tier.js';
import type { Estimate } from './prices.js';

/** What `plan --json` prints. A contract: members are added, never renamed or taken away. */
export interface PlanJson {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /** Quotas of the account that leave no room for what is to be made; absent when all fits. */
  readonly shortages?: readonly Shortage[];
  /** What `up` would stop at before it changes anything, besides shortages: no engine to build the image with. */
  readonly obstacle?: { readonly code: string; readonly facts: unknown };
  /** How many resources there are for each action. */
  readonly counts: Readonly<Partial<Record<PlanItem['action'], number>>>;
  readonly items: readonly PlanJsonItem[];
  /** Absent on the local cloud, which is free, unless its price list was asked. US dollars, before tax, traffic and free tiers. */
  readonly price?: {
    readonly currency: 'USD';
    readonly hourly: number;
    readonly daily: number;
    readonly monthly: number;
    /** The day of the oldest of these prices, and the region of all, or of the built-in table where that helped out. */
    readonly asOf: string;
    readonly region: string;
    /** What `--live-prices` asked and who answered; absent without it. */
    readonly live?: {
      readonly region: string;
      /** It was the local cloud's list, which is the built-in table. */
      readonly local?: true;
      /** How many of the rows. */
      readonly answered: number;
      readonly refused?: PriceRefusal;
    };
    readonly rows: Estimate['rows'];
    /** What has no known price and is not in the sums. */
    readonly unknown: readonly string[];
    readonly freeTier: ReturnType<typeof freeTierNotes>;
  };
}

interface PlanJsonItem {
  readonly step: string;
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly id?: string;
  readonly action: PlanItem['action'];
  readonly state?: string;
  readonly foreign?: true;
  readonly outdated?: true;
  readonly changes: PlanItem['changes'];
}

/** The JSON form of a plan, with unchanged resources too. */
export function planJson(
  whose: Pick<PlanJson, 'stack' | 'account' | 'region' | 'shortages' | 'obstacle'>,
  items: readonly PlanItem[],
  cost: { readonly config: Config; readonly estimate: Estimate } | undefined,
): PlanJson {
  const counts: Partial<Record<PlanItem['action'], number>> = {};
  for (const { action } of items) counts[action] = (counts[action] ?? 0) + 1;
  return {
    ...whose,
    counts,
    items: items.map(({ whose: { step, key, kind, name, id }, action, state, foreign, outdated, changes }) => ({
      step,
      key,
      kind,
      name,
      ...(id && { id }),
      action,
      ...(state && { state }),
      ...(foreign && { foreign }),
      ...(outdated && { outdated }),
      changes,
    })),
    ...(cost && { price: priceOf(cost) }),
  };
}

const cents = (value: number, digits: number) => Number(value.toFixed(digits));

function priceOf({ config, estimate }: { config: Config; estimate: Estimate }): NonNullable<PlanJson['price']> {
  const { rows, asked } = estimate;
  const days = rows.map(({ source: it }) => (it.from === 'table' ? it.asOf : it.published));
  const answered = rows.filter((it) => it.source.from === 'price-list').length;
  return {
    currency: 'USD',
    hourly: cents(estimate.total, 4),
    daily: cents(estimate.total * 24, 3),
    monthly: cents(estimate.total * hoursPerMonth, 2),
    asOf: days.sort()[0] ?? pricesAsOf,
    region: answered === rows.length ? config.region : pricedRegion,
    ...(asked && {
      live: {
        region: asked.region,
        ...(asked.local && { local: asked.local }),
        answered,
        ...(asked.refusal && { refused: asked.refusal }),
      },
    }),
    rows,
    unknown: estimate.unknown,
    freeTier: freeTierNotes(config),
  };
}
