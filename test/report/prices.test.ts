import { describe, expect, it, test } from 'vitest';
import { type ConfigInput, configSchema } from '../../src/config/schema.js';
import type { ListedPrices } from '../../src/prices/ask.js';
import { renderPrices } from '../../src/report/price-table.js';
import { hourlyUsd, priceOf } from '../../src/report/prices.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { widthOf } from '../../src/text/width.js';

const estimate = (input: ConfigInput) => hourlyUsd(configSchema.parse(input));

test('the default stack costs sixteen cents an hour', () => {
  const { total, rows, unknown, otherRegion } = estimate({});
  expect(total).toBeCloseTo(0.1612, 4);
  expect(rows.map((it) => `${it.count} ${it.item}`)).toEqual([
    '1 nat-gateway',
    '3 public-ipv4',
    '1 load-balancer',
    '0.5 fargate-vcpu',
    '1 fargate-memory',
    '1 db-instance',
    '20 db-storage',
    '2 alarm',
  ]);
  expect([unknown, otherRegion]).toEqual([[], undefined]);
});

test('a gateway in each zone, a standby and ARM are counted', () => {
  const base = estimate({}).total;
  expect(estimate({ network: { natGateways: 'per-zone' } }).total - base).toBeCloseTo(0.067, 4);
  expect(estimate({ database: { multiAz: true } }).total - base).toBeCloseTo(0.025 + (20 * 0.138) / 730, 6);
  expect((base - estimate({ container: { architecture: 'arm64' } }).total) * 730).toBeCloseTo(4.5, 1);
});

test('what has no known price is named, and so is another region', () => {
  const { unknown, otherRegion } = estimate({ region: 'us-east-1', database: { instanceClass: 'db.r7g.large' } });
  expect([unknown, otherRegion]).toEqual([['db.r7g.large'], 'us-east-1']);
});

test('left-over resources have prices by their kind', () => {
  expect(priceOf('ec2:elastic-ip')).toBe(0.005);
  expect(priceOf('ec2:vpc')).toBe(0);
  expect(priceOf('rds:db-snapshot')).toBeUndefined();
});

test('the estimate as a table says whose prices these are', () => {
  expect(renderPrices(estimate({ region: 'us-east-1' }), ja, 100)).toEqual([
    '  NAT ゲートウェイ              × 1    $0.0620',
    '  パブリック IPv4 アドレス      × 3    $0.0150',
    '  Application Load Balancer     × 1    $0.0243',
    '  Fargate vCPU x86_64           × 0.5  $0.0253',
    '  Fargate メモリ（GB） x86_64   × 1    $0.0055',
    '  DB インスタンス db.t4g.micro  × 1    $0.0250',
    '  DB ストレージ（GiB） gp2      × 20   $0.0038',
    '  CloudWatch アラーム           × 2    $0.0003',
    '料金の目安（東京リージョン、通信量を除く）: 1時間 $0.161 / 1日 $3.87 / 1か月 $118',
    '東京リージョンの単価（2026-10-01 時点）。通信量、LCU、ログの料金は含みません。',
    'us-east-1 の単価は持っていないため、東京リージョンの単価で計算しています。',
  ]);
});

describe('the estimate once the price list was asked', () => {
  const listed = { usd: 0.07, published: '2026-09-25', effective: '2026-09-01' };
  const asked = (input: ConfigInput, live: ListedPrices) => hourlyUsd(configSchema.parse(input), live);

  it.each([ja, en])('says of each line where its price is from, at 80 columns', (words) => {
    const prices = { 'nat-gateway': listed, 'db-instance': { ...listed, usd: 0.9 } };
    const input: ConfigInput = { region: 'us-east-1', database: { instanceClass: 'db.r7g.2xlarge' } };
    const lines = renderPrices(asked(input, { prices }), words, 80);
    expect(lines.filter((it) => widthOf(it) > 80)).toEqual([]);
    expect(lines[0]).toMatch(/× 1\s+\$0\.0700 {2}AWS Price List 2026-09-25$/);
    expect(lines[1]).toContain(words.prices.from.table('2026-10-01'));
    expect(lines.find((it) => it.includes('db.r7g.2xlarge'))).toContain('AWS Price List 2026-09-25');
    expect(lines.join('').replaceAll(' ', '')).toContain(
      words.prices.missed({ count: 6, asOf: '2026-10-01' }).replaceAll(' ', ''),
    );
  });

  it('speaks of the table where nothing was answered, and of the local cloud where that was asked', () => {
    const refused = asked({}, { prices: {}, refusal: { code: 'AccessDeniedException', denied: true } });
    expect(renderPrices(refused, en, 200)).toContain(en.prices.source('2026-10-01'));
    const local = renderPrices(asked({}, { prices: { alarm: listed }, local: true }), en, 200);
    expect(local).toContain(en.prices.listedLocally);
    expect(local.find((it) => it.includes(en.prices.alarm))).toContain('local price list 2026-09-25');
    expect(local.join('\n')).not.toContain('AWS Price List');
  });
});
