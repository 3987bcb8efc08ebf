import { randomInt } from 'node:crypto';
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  ListTagsForResourceCommand,
  type ParameterStringFilter,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import { stackTag } from '../../aws/names.js';
import type { Live, Resource, Tags } from '../../model/resource.js';
import { differences } from '../differences.js';
import { everyPage } from '../pages.js';

/** What it holds is made when it is created and never passes through here again. */
export type ParameterProps = Readonly<Record<string, never>>;

/** Its id is its name. */
export interface ParameterLive extends Live {
  readonly arn?: string;
  readonly secure?: boolean;
}

// RDS refuses / @ " and the space; beyond that only what no connection string, put together by hand, needs escaped.
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~';

const makePassword = (): string => Array.from({ length: 32 }, () => letters[randomInt(letters.length)]).join('');

// Descriptions, never GetParameter: what was not decrypted cannot leak.
const show = (aws: Aws, ParameterFilters: ParameterStringFilter[]) =>
  everyPage(async (NextToken) => {
    const page = await aws.ssm.send(new DescribeParametersCommand({ ParameterFilters, NextToken }));
    return { items: page.Parameters, next: page.NextToken };
  });

async function tagsOf(aws: Aws, name: string): Promise<Tags | undefined> {
  const answer = await unlessMissing(
    aws.ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name })),
  );
  return answer?.TagList && Object.fromEntries(answer.TagList.map((it) => [it.Key ?? '', it.Value ?? '']));
}

/** The database's password, encrypted, where the tasks read it; only AWS and they ever see it. */
export const parameter: Resource<ParameterProps, ParameterLive> = {
  type: 'ssm:parameter',
  async find(aws, at) {
    const name = at.id ?? at.name;
    const [it] = await show(aws, [{ Key: 'Name', Option: 'Equals', Values: [name] }]);
    if (!it) return undefined;
    return {
      id: name,
      arn: it.ARN,
      secure: it.Type === undefined ? undefined : it.Type === 'SecureString',
      ...(at.id === undefined && { tags: await tagsOf(aws, name) }),
    };
  },
  async create(aws, _props, { name, tags }) {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await aws.ssm.send(new PutParameterCommand({ Name: name, Type: 'SecureString', Value: makePassword(), Tags }));
    return name;
  },
  phase: () => 'ready',
  drift: (live) => differences(live, { secure: true }, ['secure'], 'frozen'),
  async remove(aws, { id }) {
    await unlessMissing(aws.ssm.send(new DeleteParameterCommand({ Name: id })));
  },
  async list(aws, { stack }) {
    const ours = await show(aws, [{ Key: `tag:${stackTag}`, Option: 'Equals', Values: [stack] }]);
    return ours.flatMap(({ Name }) => (Name ? { id: Name, name: Name } : []));
  },
};
