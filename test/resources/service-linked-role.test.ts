import { CreateServiceLinkedRoleCommand, ListRolesCommand, type Role } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceLinkedRole } from '../../src/resources/iam/service-linked-role.js';
import { answer, name, ours, token } from './cases/contract-case.js';
import { fakeAws } from './cases/fake-aws.js';

let cloud: ReturnType<typeof fakeAws>;
beforeEach(() => {
  cloud = fakeAws();
});
afterEach(() => cloud.restore());

const roleOf = (service: string, RoleName: string): Role => ({
  Path: `/aws-service-role/${service}/`,
  RoleName,
  RoleId: 'AROA1',
  Arn: `arn:${RoleName}`,
  CreateDate: new Date(0),
});
const ecs = { service: 'ecs.amazonaws.com' };
const roles = answer(ListRolesCommand, ({ Marker }) =>
  Marker
    ? { Roles: [roleOf(ecs.service, 'AWSServiceRoleForECS')] }
    : { Roles: [roleOf('rds.amazonaws.com', 'AWSServiceRoleForRDS')], IsTruncated: true, Marker: 'more' },
);

describe('a service-linked role', () => {
  it('is found by its service, over all pages of one listing that all services share', async () => {
    cloud.answers([roles]);
    const find = (service: string) => serviceLinkedRole.find(cloud.aws, { name, tags: ours, props: { service } });
    expect(await find('ecs.amazonaws.com')).toEqual({ id: 'AWSServiceRoleForECS' });
    expect(await find('elasticloadbalancing.amazonaws.com')).toBeUndefined();
    const [first, , third] = cloud.asked();
    expect(first).toEqual(third);
  });

  it('is made for its service', async () => {
    cloud.answers([
      answer(CreateServiceLinkedRoleCommand, ({ AWSServiceName = '' }) => ({
        Role: roleOf(AWSServiceName, 'AWSServiceRoleForECS'),
      })),
    ]);
    expect(await serviceLinkedRole.create(cloud.aws, ecs, { name, tags: ours, token })).toEqual({
      id: 'AWSServiceRoleForECS',
    });
    expect(cloud.changing()).toEqual([
      { command: 'CreateServiceLinkedRoleCommand', input: { AWSServiceName: ecs.service } },
    ]);
  });

  it('is never taken away and never listed: the account shares it', async () => {
    await serviceLinkedRole.remove(cloud.aws, { id: 'AWSServiceRoleForECS' }, ecs);
    expect(cloud.asked()).toEqual([]);
    expect(serviceLinkedRole.list).toBeUndefined();
  });
});
