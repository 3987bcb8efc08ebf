import { expect, test } from 'vitest';
import { type ConfigInput, configSchema } from '../../src/config/schema.js';
import { renderPrices } from '../../src/report/price-table.js';
import { hourlyUsd, priceOf } from '../../src/report/prices.js';
import { ja } from '../../src/text/ja/index.js';

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
  expect(renderPrices(estimate({ region: 'us-east-1' }), ja)).toEqual([
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
