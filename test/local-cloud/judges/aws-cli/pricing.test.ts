import { expect, it } from 'vitest';
import { judge, openStage, text } from './stage.js';

const stage = await openStage('pricing');
const { aws } = stage;

judge(stage, ['pricing'], () => {
  it('products by what they have', async () => {
    const having = (...pairs: string[]) =>
      pairs.flatMap((it) => {
        const [field, value] = it.split('=');
        return [`Type=TERM_MATCH,Field=${field},Value=${value}`];
      });
    const { PriceList, FormatVersion } = await aws.json(
      'pricing get-products --service-code AmazonEC2 --filters',
      ...having('regionCode=ap-northeast-1', 'productFamily=NAT Gateway'),
    );
    expect(FormatVersion).toBe('aws_v1');
    expect((PriceList as string[]).map((it) => JSON.parse(it))).toMatchObject([
      { serviceCode: 'AmazonEC2', product: { attributes: { usagetype: 'APN1-NatGateway-Hours' } }, terms: {} },
    ]);
    const pages = 'pricing get-products --service-code AmazonRDS --page-size 3';
    expect(await aws.text(`${pages} ${text} length(PriceList)`)).not.toBe('0');
    expect(await aws.refused('pricing get-products --service-code AmazonRDS --no-paginate --next-token x')).toBe(
      'InvalidNextTokenException',
    );
  });
});
