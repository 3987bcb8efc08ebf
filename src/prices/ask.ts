import { GetProductsCommand } from '@aws-sdk/client-pricing';
import type { Aws } from '../aws/clients.js';
import { classify, partsOf } from '../aws/errors.js';
import type { Config } from '../config/schema.js';
import type { PriceItem } from './items.js';
import { type ListedPrice, type Product, priceAmong } from './product.js';
import { type Question, questionsOf } from './questions.js';

/** Why AWS's price list gave no answer; `denied`: the caller may not ask. */
export interface PriceRefusal {
  readonly code: string;
  readonly denied: boolean;
}

/** What AWS's price list answered; what is missing has no price there, or not one only. */
export interface ListedPrices {
  readonly prices: Readonly<Partial<Record<PriceItem, ListedPrice>>>;
  /** The first of the refusals. */
  readonly refusal?: PriceRefusal;
  /** The list that was asked is that of the local cloud. */
  readonly local?: true;
}

/** Asks AWS's price list for all that a config pays for, at once. Never rejects: a price that cannot be had is no failure. */
export async function askPrices(
  { pricing }: Pick<Aws, 'pricing'>,
  config: Config,
  signal: AbortSignal,
): Promise<ListedPrices> {
  const questions = Object.entries(questionsOf(config)) as [PriceItem, Question][];
  const refusals: PriceRefusal[] = [];
  const answers = await Promise.all(
    questions.map(async ([item, question]) => {
      try {
        // One of its own for each: Node takes more than ten listeners on a signal for a leak.
        const own = AbortSignal.any([signal]);
        const products = await untilAborted(productsFor(pricing, question, config.region, own), own);
        return [item, priceAmong(products, question)] as const;
      } catch (error) {
        const { code } = partsOf(error);
        refusals.push({ code, denied: ['denied', 'credentials'].includes(classify(error)) });
        return [item, undefined] as const;
      }
    }),
  );
  const [refusal] = refusals;
  return { prices: Object.fromEntries(answers.filter(([, price]) => price)), ...(refusal && { refusal }) };
}

async function productsFor(
  pricing: Aws['pricing'],
  { serviceCode, having }: Question,
  regionCode: string,
  abortSignal: AbortSignal,
): Promise<readonly Product[]> {
  const products: Product[] = [];
  const Filters = Object.entries({ regionCode, ...having }).map(([Field, Value]) => ({
    Type: 'TERM_MATCH' as const,
    Field,
    Value,
  }));
  let NextToken: string | undefined;
  do {
    const page = await pricing.send(
      new GetProductsCommand({ ServiceCode: serviceCode, FormatVersion: 'aws_v1', Filters, NextToken }),
      { abortSignal },
    );
    const texts = (page.PriceList ?? []) as readonly unknown[];
    products.push(...texts.map((it) => JSON.parse(String(it)) as Product));
    NextToken = page.NextToken;
  } while (NextToken);
  return products;
}

/** Between two attempts the SDK does not look at the signal. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(Object.assign(new Error('no answer in time'), { name: 'TimeoutError' }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
