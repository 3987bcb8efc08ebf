import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  ListTagsForResourceCommand,
  type ParameterMetadata,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { expect } from 'vitest';
import { parameter } from '../../../src/resources/ssm/parameter.js';
import { answer, type ContractCase, call, name, ours, refusal, tagList, theirs } from './contract-case.js';

const one: ParameterMetadata = { Name: name, Type: 'SecureString', ARN: `arn:aws:ssm:r:1:parameter/${name}` };

// Nothing that RDS refuses, and nothing that a connection string needs escaped.
const password = expect.stringMatching(/^[A-Za-z0-9_.~-]{32}$/) as string;

/** As SSM does: by exact name, or by tag. */
const parameters = (...items: ParameterMetadata[]) =>
  answer(DescribeParametersCommand, ({ ParameterFilters }) => ({
    Parameters: items.filter((it) =>
      ParameterFilters?.every(({ Key, Values }) =>
        Key === 'Name' ? Values?.includes(it.Name ?? '') : it.Name === name,
      ),
    ),
  }));

const parameterCase: ContractCase = {
  resource: parameter,
  id: name,
  props: {},
  absent: [parameters()],
  create: {
    call: call(PutParameterCommand, { Name: name, Type: 'SecureString', Value: password, Tags: tagList(ours) }),
    answers: [],
  },
  present: [
    parameters(one),
    answer(ListTagsForResourceCommand, ({ ResourceId }) => ({ TagList: tagList(ResourceId === name ? ours : theirs) })),
  ],
  drifts: [{ what: 'stays a secret', shows: [parameters({ ...one, Type: 'String' })], paths: ['secure'] }],
  remove: {
    calls: [call(DeleteParameterCommand, { Name: name })],
    gone: [answer(DeleteParameterCommand, refusal('ParameterNotFound'))],
  },
  list: [parameters(one, { ...one, Name: 'other-thing' })],
};

/** The kinds of SSM. */
export const ssmCases: readonly ContractCase[] = [parameterCase];
