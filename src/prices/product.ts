import type { Question } from './questions.js';

/** A price as AWS's price list has it. */
export interface ListedPrice {
  /** US dollars for one unit of AWS's own. */
  readonly usd: number;
  /** Days, as in `2026-10-01`: when the list was published, and since when the price holds. */
  readonly published: string;
  readonly effective: string;
}

interface Term {
  readonly effectiveDate?: string;
  readonly priceDimensions?: Readonly<Record<string, Dimension>>;
}

interface Dimension {
  readonly beginRange?: string;
  readonly pricePerUnit?: Readonly<Record<string, string>>;
}

/** One entry of `PriceList`, as far as it is read. */
export interface Product {
  readonly product?: { readonly attributes?: Readonly<Record<string, string>> };
  readonly terms?: { readonly OnDemand?: Readonly<Record<string, Term>> };
  readonly publicationDate?: string;
}

/** `EU` is eu-west-1, all other regions have a digit. What has another prefix is another product (`TS-LoadBalancerUsage`). */
const regionPrefix = /^(?:EU|[A-Z]{3}\d+)-/;

const dayOf = (time = ''): string => time.slice(0, 10);

/** Whether a product is what a question means, and not one of its neighbours (Outposts, another engine, a regional NAT gateway). */
function isMeant({ product }: Product, { usage }: Question): boolean {
  const { usagetype = '', locationType = 'AWS Region', databaseEngine = 'Any' } = product?.attributes ?? {};
  return (
    usagetype.replace(regionPrefix, '') === usage &&
    locationType === 'AWS Region' &&
    ['MySQL', 'Any'].includes(databaseEngine)
  );
}

/** The first range that costs something: what is free for ever is a free tier, and the estimate leaves those out. */
function priceOf({ terms, publicationDate }: Product): ListedPrice | undefined {
  const [term] = Object.values(terms?.OnDemand ?? {});
  const [price] = Object.values(term?.priceDimensions ?? {})
    .map((it) => ({ from: Number(it.beginRange ?? 0), usd: Number(it.pricePerUnit?.USD) }))
    .filter((it) => it.usd > 0)
    .sort((a, b) => a.from - b.from);
  if (!price) return undefined;
  return { usd: price.usd, published: dayOf(publicationDate), effective: dayOf(term?.effectiveDate) };
}

/** The price that a question's answer holds; undefined when it holds none, or several that differ. */
export function priceAmong(products: readonly Product[], question: Question): ListedPrice | undefined {
  const prices = products.filter((it) => isMeant(it, question)).flatMap((it) => priceOf(it) ?? []);
  const [first] = prices;
  return prices.every((it) => it.usd === first?.usd) ? first : undefined;
}
