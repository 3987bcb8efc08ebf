import * as sdk from '@aws-sdk/client-sts';
import { defineService } from '../../service.js';

/** STS: who is asking. Whatever the credentials, it is the account's one user. */
export const sts = defineService('sts', sdk, {
  GetCallerIdentity: (_input, { world }) => ({
    Account: world.account,
    Arn: `arn:aws:iam::${world.account}:user/local`,
    UserId: 'AIDALOCALCLOUD0000000',
  }),
});
