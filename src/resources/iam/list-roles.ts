import { ListRolesCommand, type Role } from '@aws-sdk/client-iam';
import type { Aws } from '../../aws/clients.js';
import { everyPage } from '../pages.js';

/** All roles of the account under one path; the answers carry no tags. */
export const listRoles = (aws: Aws, path: string): Promise<Role[]> =>
  everyPage(async (Marker) => {
    const page = await aws.iam.send(new ListRolesCommand({ PathPrefix: path, Marker }));
    return { items: page.Roles, next: page.IsTruncated ? page.Marker : undefined };
  });
