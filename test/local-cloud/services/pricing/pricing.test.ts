import { DescribeServicesCommand, GetProductsCommand } from '@aws-sdk/client-pricing';
import { describe, expect, it } from 'vitest';
import { askPrices } from '../../../../src/prices/ask.js';
import { hourlyUsd } from '../../../../src/report/prices.js';
import { errorName, makeCloud } from '../../../support/cloud.js';
import { configOf } from '../../../support/stack.js';

const never = new AbortController().signal;
const term = (Field: string, Value: string) => ({ Type: 'TERM_MATCH' as const, Field, Value });

describe('the price list of the local cloud', () => {
  it.each([
    {},
    { container: { architecture: 'arm64' } },
    { database: { multiAz: true, storageType: 'gp3', instanceClass: 'db.t3.micro' } },
    { network: { natGateways: 'per-zone', zones: 3 } },
  ])('has every price of the table: %o', async (changes) => {
    const config = configOf(changes);
    const listed = await askPrices(makeCloud(), config, never);
    const estimate = hourlyUsd(config, listed);
    expect(estimate.rows.map((it) => it.source.from)).toEqual(Array(8).fill('price-list'));
    expect(estimate.total).toBeCloseTo(hourlyUsd(config).total, 12);
  });

  it('has none of another region, nor of a class that the table lacks', async () => {
    const { prices, refusal } = await askPrices(makeCloud(), configOf({ region: 'us-east-1' }), never);
    expect([prices, refusal]).toEqual([{}, undefined]);
    const config = configOf({ database: { instanceClass: 'db.r7g.large' } });
    expect(hourlyUsd(config, await askPrices(makeCloud(), config, never)).unknown).toEqual(['db.r7g.large']);
  });

  it('gives pages, and takes a token of its own only', async () => {
    const { pricing } = makeCloud();
    const ServiceCode = 'AmazonRDS';
    const Filters = [term('productFamily', 'database instance'), term('ServiceCode', ServiceCode)];
    const usages: string[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await pricing.send(new GetProductsCommand({ ServiceCode, Filters, MaxResults: 3, NextToken }));
      expect(page.FormatVersion).toBe('aws_v1');
      for (const text of (page.PriceList ?? []) as string[])
        usages.push(JSON.parse(String(text)).product.attributes.usagetype);
      NextToken = page.NextToken;
      pages += 1;
    } while (NextToken);
    expect([pages, usages]).toEqual([
      2,
      [
        'APN1-InstanceUsage:db.t4g.micro',
        'APN1-InstanceUsage:db.t3.micro',
        'APN1-Multi-AZUsage:db.t4g.micro',
        'APN1-Multi-AZUsage:db.t3.micro',
      ],
    ]);
    const strange = pricing.send(new GetProductsCommand({ ServiceCode, NextToken: 'bm9uZQ' }));
    expect(await errorName(strange)).toBe('InvalidNextTokenException');
  });

  it('says plainly what it does not have', async () => {
    const { pricing } = makeCloud();
    const names = [
      await errorName(pricing.send(new GetProductsCommand({ ServiceCode: 'AmazonS3' }))),
      await errorName(pricing.send(new DescribeServicesCommand({}))),
      await errorName(
        pricing.send(
          new GetProductsCommand({
            ServiceCode: 'AmazonEC2',
            Filters: [{ Type: 'CONTAINS', Field: 'usagetype', Value: 'Nat' }],
          }),
        ),
      ),
    ];
    expect(names).toEqual(['NotImplemented', 'NotImplemented', 'NotImplemented']);
    const { PriceList } = await pricing.send(
      new GetProductsCommand({ ServiceCode: 'AmazonEC2', Filters: [term('constructor', 'x')] }),
    );
    expect(PriceList).toEqual([]);
  });
});
