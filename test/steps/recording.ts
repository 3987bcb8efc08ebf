import { type AvailabilityZone, DescribeAvailabilityZonesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import type { Aws } from '../../src/aws/clients.js';
import { createMemory } from '../../src/model/once.js';
import type { Live, Resource } from '../../src/model/resource.js';
import type { Ensure, Surroundings } from '../../src/model/step.js';

/** An `ensure` that makes nothing: it writes down what it is asked for and answers with the key as the id. */
export function recording(more: Readonly<Record<string, object>> = {}) {
  const asked = new Map<string, { type: string; props: Readonly<Record<string, unknown>> }>();
  const ensure: Ensure = async <P extends object, L extends Live>(resource: Resource<P, L>, key: string, props: P) => {
    if (asked.has(key)) throw new Error(`asked twice for ${key}`);
    asked.set(key, { type: resource.type, props: props as Readonly<Record<string, unknown>> });
    return { id: key, ...more[key] } as L;
  };
  return { ensure, asked, keys: () => [...asked.keys()].sort(), props: (key: string) => asked.get(key)?.props };
}

/** An account with these zones. */
export function accountWith(zones: readonly string[]): Surroundings {
  const ec2 = new EC2Client({ region: 'ap-northeast-1' });
  mockClient(ec2)
    .on(DescribeAvailabilityZonesCommand)
    .resolves({ AvailabilityZones: zones.map((ZoneName): AvailabilityZone => ({ ZoneName })) });
  return {
    aws: { ec2 } as unknown as Aws,
    account: '123456789012',
    region: 'ap-northeast-1',
    purpose: 'make',
    remembered: () => undefined,
    once: createMemory().once,
    beforehand: () => {},
    tell: () => {},
    stop: new AbortController().signal,
  };
}
