import type { Cause, Finding } from './checklist.js';
import { consoleOf } from './console.js';
import type { Facts } from './facts.js';
import { because, rule, seenAs } from './ruling.js';

/** States in which a database answers. */
const answering = new Set([
  'available',
  'backing-up',
  'configuring-enhanced-monitoring',
  'configuring-iam-database-auth',
  'configuring-log-exports',
  'modifying',
  'storage-optimization',
  'storage-config-upgrade',
  'renaming',
]);

/** Requirement 5: an RDS instance of MySQL. */
export function judgeDatabase(facts: Facts): readonly Finding[] {
  const { database: it } = facts;
  const state = it?.DBInstanceStatus ?? '';
  const source = ['rds:DescribeDBInstances'];
  const console = consoleOf(facts).database(it?.DBInstanceIdentifier);
  const existence = (): Cause | undefined => {
    if (!it) return because('no-database', {});
    return answering.has(state) ? undefined : because('database-not-available', { state });
  };
  const engine = (): Cause | undefined => {
    if (!it) return because('no-database', {});
    return it.Engine === 'mysql' ? undefined : because('engine-differs', { engine: it.Engine ?? '' });
  };
  const instance = seenAs({ id: it?.DBInstanceIdentifier, state, class: it?.DBInstanceClass });
  const kind = seenAs({ engine: it?.Engine, version: it?.EngineVersion });
  return [
    rule('db-instance', { seen: instance, source, console }, existence()),
    rule('db-engine', { seen: kind, source, console }, engine()),
  ];
}
