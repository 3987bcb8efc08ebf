import { GetProductsCommand, type GetProductsCommandInput, PricingClient } from '@aws-sdk/client-pricing';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/aws/clients.js';
import { askPrices } from '../../src/prices/ask.js';
import { hourlyUsd } from '../../src/report/prices.js';
import { configOf } from '../support/stack.js';
import { priceList } from './price-list.js';

const never = new AbortController().signal;

/** A client that answers from the list, a few products a page, and notes what it was asked. */
function priceClient(perPage = 3) {
  const client = new PricingClient({ region: 'us-east-1' });
  const asked: GetProductsCommandInput[] = [];
  const mock = mockClient(client);
  mock.on(GetProductsCommand).callsFake((input: GetProductsCommandInput) => {
    asked.push(input);
    const all = priceList[input.ServiceCode ?? ''] ?? [];
    const start = Number(input.NextToken ?? 0);
    const more = start + perPage < all.length;
    return {
      FormatVersion: 'aws_v1',
      PriceList: all.slice(start, start + perPage),
      ...(more && { NextToken: String(start + perPage) }),
    };
  });
  return { client, mock, asked };
}

const ask = (client: PricingClient, config = configOf(), signal = never) =>
  askPrices({ pricing: client }, config, signal);

describe('prices asked of the price list', () => {
  it('are those of the very products, told apart from their neighbours, over several pages', async () => {
    const { client, asked } = priceClient();
    const { prices, refusal } = await ask(client);
    expect(refusal).toBeUndefined();
    const usd = Object.fromEntries(Object.entries(prices).map(([item, it]) => [item, it.usd]));
    expect(usd).toEqual({
      'nat-gateway': 0.0611,
      'public-ipv4': 0.006,
      'load-balancer': 0.024,
      'fargate-vcpu': 0.05,
      'fargate-memory': 0.0055,
      'db-instance': 0.026,
      'db-storage': 0.139,
      alarm: 0.1,
    });
    for (const it of Object.values(prices))
      expect(it).toMatchObject({ published: '2026-09-25', effective: '2026-09-01' });
    expect(asked.filter((it) => it.NextToken).length).toBeGreaterThan(3);
    for (const { Filters = [] } of asked) {
      expect(Filters).toContainEqual({ Type: 'TERM_MATCH', Field: 'regionCode', Value: 'ap-northeast-1' });
      // The region's prefix of a usage type is nowhere needed.
      expect(Filters.map((it) => it.Field)).not.toContain('usagetype');
    }
  });

  it('know ARM, a standby, gp3 and a class that the table lacks', async () => {
    const { client, asked } = priceClient(100);
    const config = configOf({
      container: { architecture: 'arm64' },
      database: { instanceClass: 'db.r7g.large', multiAz: true, storageType: 'gp3', storageGiB: 100 },
    });
    const listed = await ask(client, config);
    const estimate = hourlyUsd(config, listed);
    const hourly = Object.fromEntries(estimate.rows.map((it) => [it.item, it.hourly]));
    expect(hourly['fargate-vcpu']).toBeCloseTo(0.5 * 0.04, 9);
    expect(hourly['fargate-memory']).toBeCloseTo(0.004, 9);
    // One price for the pair, and shown as two.
    expect(estimate.rows.find((it) => it.item === 'db-instance')).toMatchObject({ count: 2, hourly: 0.57 });
    expect(hourly['db-storage']).toBeCloseTo((100 * 0.276) / 730, 9);
    expect([estimate.unknown, estimate.otherRegion]).toEqual([[], undefined]);
    expect(asked).toHaveLength(8);
    expect(asked.find((it) => it.Filters?.some((one) => one.Field === 'instanceType'))?.Filters).toEqual([
      { Type: 'TERM_MATCH', Field: 'regionCode', Value: 'ap-northeast-1' },
      { Type: 'TERM_MATCH', Field: 'productFamily', Value: 'Database Instance' },
      { Type: 'TERM_MATCH', Field: 'instanceType', Value: 'db.r7g.large' },
      { Type: 'TERM_MATCH', Field: 'databaseEngine', Value: 'MySQL' },
      { Type: 'TERM_MATCH', Field: 'deploymentOption', Value: 'Multi-AZ' },
    ]);
  });

  it('leave to the table what has no answer, and say whose each price is', async () => {
    const { client, mock } = priceClient(100);
    mock.on(GetProductsCommand, { ServiceCode: 'AWSELB' }).resolves({ PriceList: [] });
    const { rows, otherRegion } = hourlyUsd(configOf(), await ask(client));
    const from = Object.fromEntries(rows.map((it) => [it.item, it.source]));
    expect(from['nat-gateway']).toEqual({ from: 'price-list', published: '2026-09-25', effective: '2026-09-01' });
    expect(from['load-balancer']).toEqual({ from: 'table', asOf: '2026-10-01' });
    expect(rows.find((it) => it.item === 'load-balancer')?.hourly).toBe(0.0243);
    expect(otherRegion).toBeUndefined();
  });

  it.each([
    ['AccessDeniedException', true],
    ['ENOTFOUND', false],
    ['ThrottlingException', false],
  ])('a refusal (%s) leaves the table', async (code, denied) => {
    const { client, mock } = priceClient();
    const error = Object.assign(new Error('no'), code.startsWith('E') ? { code } : { name: code });
    mock.on(GetProductsCommand).rejects(error);
    const listed = await ask(client);
    expect(listed).toEqual({ prices: {}, refusal: { code, denied } });
    const estimate = hourlyUsd(configOf(), listed);
    expect(estimate.total).toBeCloseTo(hourlyUsd(configOf()).total, 12);
    expect(estimate.asked?.refusal).toEqual({ code, denied });
  });

  it('do not wait for a service that never answers', async () => {
    const { client, mock } = priceClient();
    mock.on(GetProductsCommand).callsFake(() => new Promise(() => {}));
    const late = new AbortController();
    const asking = ask(client, configOf(), late.signal);
    late.abort();
    expect((await asking).refusal).toEqual({ code: 'TimeoutError', denied: false });
  });

  it('a broken entry is a refusal, not a crash', async () => {
    const { client, mock } = priceClient();
    mock.on(GetProductsCommand).resolves({ PriceList: ['{'] });
    expect((await ask(client)).refusal).toEqual({ code: 'SyntaxError', denied: false });
  });

  it('go to us-east-1 whatever the region of the stack', async () => {
    const hosts: string[] = [];
    const requestHandler = {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: async (request: { hostname: string }) => {
        hosts.push(request.hostname);
        throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
      },
    };
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const aws = connect({ region: 'ap-northeast-1', credentials, requestHandler });
    expect((await askPrices(aws, configOf(), never)).refusal?.denied).toBe(true);
    expect(new Set(hosts)).toEqual(new Set(['api.pricing.us-east-1.amazonaws.com']));
    expect(hosts).toHaveLength(8);
  });
});
