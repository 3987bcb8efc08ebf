import { DescribeEventsCommand } from '@aws-sdk/client-rds';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Evidence } from '../../model/evidence.js';
import type { DbInstanceLive } from './db-live.js';

const lastDayInMinutes = 24 * 60;

/** What the description of an instance itself says. */
export const wordsOf = (live: DbInstanceLive): Evidence[] => [
  { kind: 'state', state: live.state ?? '', message: live.notes?.join(' ') || undefined },
];

/** What RDS wrote down about an instance within the last day. */
export async function eventsOf(aws: Aws, id: string): Promise<Evidence[]> {
  const answer = await unlessMissing(
    aws.rds.send(
      new DescribeEventsCommand({
        SourceType: 'db-instance',
        SourceIdentifier: id,
        Duration: lastDayInMinutes,
        MaxRecords: 20,
      }),
    ),
  );
  return (answer?.Events ?? []).map((it) => ({
    kind: 'event',
    at: it.Date?.toISOString() ?? '',
    message: it.Message ?? '',
  }));
}
