import * as sdk from '@aws-sdk/client-sts';
import { defineService } from '../../service.js';
import { localUser } from '../iam/users.js';

/** STS: who is asking. Whatever the credentials, it is the account's one user. */
export const sts = defineService('sts', sdk, {
  GetCallerIdentity: (_input, { world }) => ({
    Account: world.account,
    Arn: `arn:aws:iam::${world.account}:user/${localUser.name}`,
    UserId: localUser.id,
  }),
});
