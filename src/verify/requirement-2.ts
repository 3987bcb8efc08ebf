import { blot } from './ask-tasks.js';
import type { CheckId, Finding } from './checklist.js';
import { consoleOf } from './console.js';
import type { Facts } from './facts.js';
import { because, rule } from './ruling.js';

/** The name that the assignment gives the database. */
const databaseName = 'meibo';

/** Requirement 2: the container is told how to reach the database. */
export function judgeEnvironment(facts: Facts): readonly Finding[] {
  const { database } = facts;
  return [
    judge(facts, 'env-db-host', 'DB_HOST', database?.Endpoint?.Address),
    judge(facts, 'env-db-user', 'DB_USER', database?.MasterUsername),
    judge(facts, 'env-db-password', 'DB_PASSWORD'),
    judge(facts, 'env-db-name', 'DB_NAME', databaseName),
  ];
}

/** A variable is set by its value or by reference; only a value can be compared. */
function judge(facts: Facts, id: CheckId, variable: string, want?: string): Finding {
  const { container, taskDefinition } = facts;
  const plain = container?.environment?.find((it) => it.name === variable)?.value;
  const secret = container?.secrets?.find((it) => it.name === variable)?.valueFrom;
  const shown = variable === 'DB_PASSWORD' && plain ? blot : plain;
  const { family, revision } = taskDefinition ?? {};
  const look = {
    seen: secret ? `${variable}=${blot} (${placeOf(secret)})` : plain ? `${variable}=${shown}` : '',
    source: [
      'ecs:DescribeTaskDefinition',
      ...(id === 'env-db-host' || id === 'env-db-user' ? ['rds:DescribeDBInstances'] : []),
    ],
    console: family && revision ? consoleOf(facts).taskDefinition(family, revision) : consoleOf(facts).clusters(),
  };
  if (!taskDefinition) return rule(id, look, because('no-task-definition', {}));
  if (!plain && !secret) {
    const names = [...(container?.environment ?? []), ...(container?.secrets ?? [])].flatMap((it) => it.name ?? []);
    return rule(id, look, because('variable-missing', { variable, names: names.sort().join(', ') }));
  }
  const differs = plain !== undefined && !secret && want !== undefined && plain !== want;
  return rule(id, look, differs ? because('variable-differs', { variable, is: plain, want }) : undefined);
}

/** Where a secret lies, without the account: `parameter/meibo/db-password`. */
const placeOf = (arn: string): string => (arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn);
