import {
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  StartDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import { keyTag, stackTag } from '../../aws/names.js';
import type { Resource } from '../../model/resource.js';
import { everyPage } from '../pages.js';
import { quotas } from '../quotas.js';
import { type DbInstanceLive, liveOf } from './db-live.js';
import { type DbInstanceProps, driftOf, modificationOf, settingsOf } from './db-settings.js';
import { phaseOf, unsavable } from './db-states.js';
import { eventsOf, wordsOf } from './db-words.js';
import { tagList } from './tags.js';

async function readPassword(aws: Aws, Name: string): Promise<string | undefined> {
  const { Parameter } = await aws.ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  return Parameter?.Value;
}

/** Every instance of the account in the region. */
const everyInstance = (aws: Aws) =>
  everyPage(async (Marker) => {
    const page = await aws.rds.send(new DescribeDBInstancesCommand({ Marker }));
    return { items: page.DBInstances, next: page.Marker };
  });

/** The MySQL database; its id is its identifier. */
export const dbInstance: Resource<DbInstanceProps, DbInstanceLive> = {
  type: 'rds:db-instance',
  quota: {
    ...quotas.databases,
    standing: async (aws) => (await everyInstance(aws)).map((it) => ({ id: it.DBInstanceIdentifier ?? '' })),
  },
  settles: true,
  precious: true,
  async find(aws, at) {
    const answer = await unlessMissing(
      aws.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: at.id ?? at.name.toLowerCase() })),
    );
    const it = answer?.DBInstances?.[0];
    return it && it.DBInstanceStatus !== 'deleted' ? liveOf(it) : undefined;
  },
  async create(aws, props, { name, tags }) {
    const DBInstanceIdentifier = name.toLowerCase();
    await aws.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier,
        ...settingsOf(props),
        MasterUserPassword: await readPassword(aws, props.passwordParameter),
        Tags: tagList(tags),
      }),
    );
    return DBInstanceIdentifier;
  },
  phase: (live) => phaseOf(live.state),
  // The tasks need to know where it is long before it answers.
  usable: (live) => live.host !== undefined && phaseOf(live.state) === 'pending',
  drift: driftOf,
  async sync(aws, { id }, props, changes) {
    if (changes.some((it) => it.path === 'state' && it.is === 'stopped'))
      await aws.rds.send(new StartDBInstanceCommand({ DBInstanceIdentifier: id }));
    const modification = modificationOf(props, changes);
    if (modification)
      await aws.rds.send(
        new ModifyDBInstanceCommand({ DBInstanceIdentifier: id, ApplyImmediately: true, ...modification }),
      );
  },
  async remove(aws, live, { onDestroy }) {
    // Without the journal nobody can say that its data may go.
    const discard = onDestroy === 'discard' || unsavable(live);
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    await unlessMissing(
      aws.rds.send(
        new DeleteDBInstanceCommand({
          DBInstanceIdentifier: live.id,
          SkipFinalSnapshot: discard,
          FinalDBSnapshotIdentifier: discard ? undefined : `${live.id}-final-${stamp}`,
          DeleteAutomatedBackups: true,
        }),
      ),
    );
  },
  async list(aws, { stack }) {
    return (await everyInstance(aws))
      .map(liveOf)
      .filter(({ tags }) => tags?.[stackTag] === stack)
      .map(({ id, tags }) => ({ id, name: id, key: tags?.[keyTag] }));
  },
  guard: (live) => (live.deletionProtection ? 'deletion-protection' : undefined),
  explain: async (aws, live) => (live ? [...wordsOf(live), ...(await eventsOf(aws, live.id))] : []),
};
