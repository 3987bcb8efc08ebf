import * as sdk from '@aws-sdk/client-sts';
import { defineService } from '../../service.js';

/** STS: who is asking. Every caller is the account's administrator. */
export const sts = defineService('sts', sdk, {
  GetCallerIdentity: (_input, { world }) => ({
    Account: world.account,
    Arn: `arn:aws:iam::${world.account}:user/local`,
    UserId: 'AIDALOCALCLOUD0000000',
  }),
});
