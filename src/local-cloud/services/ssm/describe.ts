import {
  InvalidFilterKey,
  InvalidFilterOption,
  type ParameterMetadata,
  type ParameterStringFilter,
} from '@aws-sdk/client-ssm';
import type { World } from '../../world.js';
import { paginate, type SsmApi } from './api.js';
import { parameterArn } from './lookups.js';
import { type Parameter, ssmSlice } from './store.js';

const view = (world: World, parameter: Parameter): ParameterMetadata => ({
  Name: parameter.name,
  ARN: parameterArn(world, parameter.name),
  Type: parameter.type,
  KeyId: parameter.keyId,
  Description: parameter.description,
  AllowedPattern: parameter.allowedPattern,
  Version: parameter.version,
  Tier: parameter.tier,
  DataType: parameter.dataType,
  Policies: [],
  LastModifiedDate: new Date(parameter.modifiedAt),
  LastModifiedUser: parameter.modifiedBy,
});

const READERS: Readonly<Record<string, (parameter: Parameter) => string | undefined>> = {
  Name: ({ name }) => name,
  Type: ({ type }) => type,
  KeyId: ({ keyId }) => keyId,
  Tier: ({ tier }) => tier,
  DataType: ({ dataType }) => dataType,
};

/** A name with and without its leading slash is the same to a filter. */
const bare = (text: string): string => text.replace(/^\//, '');

function pathTest(option: string, values: readonly string[]): (parameter: Parameter) => boolean {
  return ({ name }) =>
    values.some((value) => {
      const prefix = value.endsWith('/') ? value : `${value}/`;
      return name.startsWith(prefix) && (option === 'Recursive' || !name.slice(prefix.length).includes('/'));
    });
}

function testOf({ Key = '', Option, Values = [] }: ParameterStringFilter): (parameter: Parameter) => boolean {
  if (Key === 'Path') return pathTest(Option ?? 'OneLevel', Values);
  const read = Key.startsWith('tag:')
    ? ({ tags }: Parameter) => tags[Key.slice('tag:'.length)]
    : Object.hasOwn(READERS, Key)
      ? READERS[Key]!
      : undefined;
  if (!read) throw new InvalidFilterKey({ message: `The filter key ${Key} is not valid.`, $metadata: {} });
  const option = Option ?? 'Equals';
  const compare: Record<string, (text: string, value: string) => boolean> = {
    Equals: (text, value) => bare(text) === bare(value),
    BeginsWith: (text, value) => bare(text).startsWith(bare(value)),
    Contains: (text, value) => text.includes(value),
  };
  const fits = compare[option];
  if (!fits) {
    const message = `The following filter option is not valid: ${option}. Valid options include: [BeginsWith, Contains, Equals]`;
    throw new InvalidFilterOption({ message, $metadata: {} });
  }
  return (parameter) => {
    const text = read(parameter);
    return text !== undefined && (Values.length === 0 || Values.some((value) => fits(text, value)));
  };
}

/** DescribeParameters. */
export const describeOperations: SsmApi = {
  DescribeParameters: ({ Filters, ParameterFilters, ...paging }, { world }) => {
    const old = (Filters ?? []).map(({ Key, Values }) => ({ Key, Values, Option: 'BeginsWith' }));
    const tests = [...old, ...(ParameterFilters ?? [])].map(testOf);
    const found = Object.values(world.of(ssmSlice).parameters)
      .filter((parameter) => tests.every((fits) => fits(parameter)))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, NextToken } = paginate(found, paging, 50);
    return { Parameters: items.map((parameter) => view(world, parameter)), NextToken };
  },
};
