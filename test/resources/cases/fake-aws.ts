import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { PricingClient } from '@aws-sdk/client-pricing';
import { RDSClient } from '@aws-sdk/client-rds';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import type { Clients } from '../../../src/aws/clients.js';
import type { Answer } from './contract-case.js';

const reading = /^(Describe|Get|List|BatchGet)/;

/** Clients whose every command is answered from a table; one that the table lacks fails the test by its name. */
export function fakeAws() {
  const region = 'ap-northeast-1';
  const aws: Clients = {
    ec2: new EC2Client({ region }),
    rds: new RDSClient({ region }),
    ecr: new ECRClient({ region }),
    ecs: new ECSClient({ region }),
    elbv2: new ElasticLoadBalancingV2Client({ region }),
    scaling: new ApplicationAutoScalingClient({ region }),
    iam: new IAMClient({ region }),
    logs: new CloudWatchLogsClient({ region }),
    cloudwatch: new CloudWatchClient({ region }),
    ssm: new SSMClient({ region }),
    sts: new STSClient({ region }),
    pricing: new PricingClient({ region }),
    quotas: new ServiceQuotasClient({ region }),
  };
  const table = new Map<unknown, Answer['say']>();
  const asked: { command: string; input: object }[] = [];
  const reply = async (command: { input: object; constructor: { name: string } }) => {
    asked.push({ command: command.constructor.name, input: command.input });
    const say = table.get(command.constructor);
    // A changing call needs no answer: most say nothing.
    if (!say && reading.test(command.constructor.name)) throw new Error(`no answer for ${command.constructor.name}`);
    const said = say?.(command.input as never) ?? {};
    if (said instanceof Error) throw said;
    return said;
  };
  const stubs = Object.values(aws).map((client) => {
    const stub = mockClient(client as EC2Client);
    stub.send.callsFake(reply as never);
    return stub;
  });
  return {
    aws,
    /** Lays answers over those given before. */
    answers: (...more: (readonly Answer[])[]) => {
      for (const { command, say } of more.flat()) table.set(command, say);
    },
    /** The calls so far that change something. */
    changing: () => asked.filter((it) => !reading.test(it.command)),
    /** All calls so far. */
    asked: () => asked,
    restore: () => {
      for (const stub of stubs) stub.restore();
    },
  };
}
