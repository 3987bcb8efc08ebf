import { expect, it } from 'vitest';
import { type Product, priceAmong } from '../../src/prices/product.js';
import { type ProductWish, productText } from './price-list.js';

const question = { serviceCode: 'AmazonEC2', having: {}, usage: 'NatGateway-Hours' };

const priced = (...wishes: readonly Partial<ProductWish>[]) =>
  priceAmong(
    wishes.map(
      (it) =>
        JSON.parse(
          productText({ serviceCode: 'AmazonEC2', usagetype: 'APN1-NatGateway-Hours', usd: '0.06', ...it }),
        ) as Product,
    ),
    question,
  )?.usd;

it.each(['NatGateway-Hours', 'EU-NatGateway-Hours', 'APN1-NatGateway-Hours', 'UGW1-NatGateway-Hours'])(
  'knows %s by any region’s prefix',
  (usagetype) => expect(priced({ usagetype })).toBe(0.06),
);

it.each([
  ['another usage', { usagetype: 'APN1-NatGateway-Hours-Additional' }],
  ['a prefix that is no region', { usagetype: 'TS-NatGateway-Hours' }],
  ['Outposts', { attributes: { locationType: 'AWS Outposts' } }],
  ['another engine', { attributes: { databaseEngine: 'PostgreSQL' } }],
  ['another currency', { currency: 'CNY' }],
  ['nothing to pay', { usd: '0.0000000000' }],
])('passes over %s', (_what, wish) => expect(priced(wish)).toBeUndefined());

it('takes none where several differ, and any where they agree', () => {
  expect(priced({}, { usd: '0.07' })).toBeUndefined();
  expect(priced({}, {})).toBe(0.06);
  expect(priced()).toBeUndefined();
});

it('bears an entry without product or terms', () => {
  expect(priceAmong([{}], question)).toBeUndefined();
  expect(priceAmong([{ product: { attributes: { usagetype: 'NatGateway-Hours' } } }], question)).toBeUndefined();
});
