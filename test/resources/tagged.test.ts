import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keyTag, stackTag } from '../../src/aws/names.js';
import type { Sighting } from '../../src/model/resource.js';
import { subnet } from '../../src/resources/ec2/subnet.js';
import { fakeAws } from './cases/fake-aws.js';

const props = { vpcId: 'vpc-1', cidr: '10.0.0.0/24', zone: 'a' };
const tags = { Name: 'demo-public-1', [stackTag]: 'demo', [keyTag]: 'network/public-1' };
const at: Sighting<typeof props> = { id: 'subnet-1', name: 'demo-public-1', tags, props };

let cloud: ReturnType<typeof fakeAws>;
beforeEach(() => {
  cloud = fakeAws();
});
afterEach(() => cloud.restore());

const find = async (own: Record<string, string>) => {
  const Tags = Object.entries(own).map(([Key, Value]) => ({ Key, Value }));
  const Subnets = [
    { SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24', State: 'available' as const, Tags },
  ];
  cloud.answers([{ command: DescribeSubnetsCommand, say: () => ({ Subnets }) }]);
  const live = await subnet.find(cloud.aws, at);
  if (!live) throw new Error('not found');
  return live;
};

it('all its tags: nothing to mend', async () => {
  expect(subnet.drift?.(await find({ ...tags, theirs: 'x' }), props)).toEqual([]);
});

it.each([
  ['its name', { [stackTag]: 'demo', [keyTag]: 'network/public-1' }, { Name: 'demo-public-1' }],
  ['its stack', { Name: 'demo-public-1', [keyTag]: 'network/public-1' }, { [stackTag]: 'demo' }],
  ['all', {}, tags],
])('cut: %s is hung back, and it is ours all the while', async (_, left, lacking) => {
  const live = await find(left);
  expect(live.tags?.[stackTag]).toBe('demo');
  const changes = subnet.drift?.(live, props) ?? [];
  expect(changes).toMatchObject([{ path: 'tags', want: lacking }]);
  await subnet.sync?.(cloud.aws, live, props, changes);
  const Tags = Object.entries(lacking).map(([Key, Value]) => ({ Key, Value }));
  expect(cloud.changing()).toMatchObject([{ command: 'CreateTagsCommand', input: { Resources: ['subnet-1'], Tags } }]);
});

it('the tag of another stack is left as it is', async () => {
  expect((await find({ ...tags, [stackTag]: 'other' })).tags?.[stackTag]).toBe('other');
});
