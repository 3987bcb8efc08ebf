import { DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import { fail } from '../model/problem.js';
import type { Surroundings } from '../model/step.js';

/**
 * The first zones that the account may use, in the order of their names. They are asked for, never guessed: letters differ
 * from account to account, and one of Tokyo's zones is closed to most.
 */
export async function zonesOf({ aws, region }: Surroundings, wanted: number): Promise<string[]> {
  const { AvailabilityZones } = await aws.ec2.send(
    new DescribeAvailabilityZonesCommand({
      Filters: [
        { Name: 'state', Values: ['available'] },
        { Name: 'opt-in-status', Values: ['opt-in-not-required'] },
        { Name: 'zone-type', Values: ['availability-zone'] },
      ],
    }),
  );
  const names = (AvailabilityZones ?? []).flatMap((it) => it.ZoneName ?? []).sort();
  if (names.length < wanted) fail('zones-too-few', { wanted, found: names.length, region });
  return names.slice(0, wanted);
}
