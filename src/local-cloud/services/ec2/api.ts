import type { Api } from '../../service.js';

/** Some of EC2's operations. */
export type Ec2Api = Partial<Api<typeof import('@aws-sdk/client-ec2')>>;
