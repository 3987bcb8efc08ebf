import { CreateServiceLinkedRoleCommand } from '@aws-sdk/client-iam';
import type { Live, Resource } from '../../model/resource.js';
import { listRoles } from './list-roles.js';

export interface ServiceLinkedRoleProps {
  /** Such as `ecs.amazonaws.com`. */
  readonly service: string;
}

const folder = '/aws-service-role/';

/**
 * The right of an AWS service to act in the account. The account has one per service, shared by everything in it, so it is made
 * where it is missing (the first ECS, RDS or ALB call of a fresh account fails without) and never taken away.
 */
export const serviceLinkedRole: Resource<ServiceLinkedRoleProps, Live> = {
  type: 'iam:service-linked-role',
  shared: true,
  async find(aws, at) {
    // One listing for all services: it is answered once per run.
    const role = (await listRoles(aws, folder)).find(
      (it) => it.Path === `${folder}${at.props.service}/` || it.RoleName === at.id,
    );
    return role && { id: role.RoleName ?? '' };
  },
  async create(aws, { service }) {
    const { Role } = await aws.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
    return { id: Role?.RoleName ?? '' };
  },
  phase: () => 'ready',
  remove: async () => {},
};
