import { NoSuchEntityException } from '@aws-sdk/client-iam';
import type { IamApi } from './api.js';

/** The one user of the account, as whom everybody calls, whatever the credentials. */
export const localUser = { name: 'local', id: 'AIDALOCALCLOUD0000000' } as const;

/** Users: only that one, of whom Terraform learns the account. */
export const userOperations: IamApi = {
  GetUser: ({ UserName = localUser.name }, { world }) => {
    if (UserName !== localUser.name) {
      const message = `The user with name ${UserName} cannot be found.`;
      throw new NoSuchEntityException({ message, $metadata: {} });
    }
    const Arn = `arn:aws:iam::${world.account}:user/${UserName}`;
    return { User: { Path: '/', UserName, UserId: localUser.id, Arn, CreateDate: new Date(0) } };
  },
};
