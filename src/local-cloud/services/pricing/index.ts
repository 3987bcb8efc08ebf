import * as sdk from '@aws-sdk/client-pricing';
import { refuse } from '../../refuse.js';
import { type Api, defineService } from '../../service.js';
import { own } from '../own.js';
import { type CatalogueEntry, makeCatalogue } from './catalogue.js';

type Filter = {
  readonly Type: string | undefined;
  readonly Field: string | undefined;
  readonly Value: string | undefined;
};

const largestPage = 100;

/** AWS does not tell upper from lower case here. */
function matches({ serviceCode, product }: CatalogueEntry, { Type, Field = '', Value = '' }: Filter): boolean {
  if (Type !== 'TERM_MATCH') refuse('NotImplemented', `The local cloud does not simulate filters of type ${Type}`, 501);
  const value =
    Field.toLowerCase() === 'servicecode'
      ? serviceCode
      : Field === 'productFamily'
        ? product.productFamily
        : own(product.attributes, Field);
  return value?.toLowerCase() === Value.toLowerCase();
}

const badToken = () =>
  new sdk.InvalidNextTokenException({ $metadata: {}, message: 'The pagination token is invalid', Message: '' });

const GetProducts: Api<typeof sdk>['GetProducts'] = ({ ServiceCode, Filters = [], NextToken, MaxResults }) => {
  const all = makeCatalogue().filter((it) => it.serviceCode === ServiceCode);
  if (all.length === 0)
    refuse(
      'NotImplemented',
      `The local cloud has no prices of ${ServiceCode}: only those of what meibo-infra makes`,
      501,
    );
  const found = all.filter((entry) => Filters.every((filter) => matches(entry, filter)));
  const told = NextToken === undefined ? '0' : Buffer.from(NextToken, 'base64url').toString();
  const start = Number(told);
  if (!/^\d+$/.test(told) || start > found.length) throw badToken();
  const end = start + Math.min(Math.max(MaxResults ?? largestPage, 1), largestPage);
  return {
    FormatVersion: 'aws_v1',
    PriceList: found.slice(start, end).map((it) => JSON.stringify(it)),
    ...(end < found.length && { NextToken: Buffer.from(String(end)).toString('base64url') }),
  };
};

/** AWS Price List: what the stack costs, in Tokyo, by the tool's own table. */
export const pricing = defineService('pricing', sdk, { GetProducts });
