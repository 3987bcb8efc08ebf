import { knownForms } from './call-api.js';
import type { Cause, Finding } from './checklist.js';
import { consoleOf } from './console.js';
import { isGood, outcomeOf, requestOf, told } from './exchange.js';
import type { Facts } from './facts.js';
import { databaseGroups, taskGroups, taskSubnets } from './places.js';
import { barrier, noAnswer, noBalancer } from './requirement-3.js';
import { because, leaveOpen, rule, seenAs } from './ruling.js';
import { cidrsOf, groupsOf, isOpenTo } from './walls.js';

/** The check of operation: what the API does when it is called, and whether its records reach the database. All forms of the line. */
export const judgeOperation = (facts: Facts): readonly Finding[] => [
  judgeAnswers(facts),
  judgePost(facts),
  judgeGet(facts),
  judgeConnection(facts),
];

/** Nothing came back at all: the settings may tell why. */
function silence(facts: Facts): Cause | undefined {
  const { api } = facts;
  if (!api.url) return noBalancer(facts);
  if (api.health?.status !== undefined) return undefined;
  return barrier(facts) ?? noAnswer(facts);
}

/** The API answers, but not as an API of persons would. */
function formless({ api }: Facts): Cause | undefined {
  const { form } = api;
  if (form && isGood(api.tried.find((it) => new URL(it.url).pathname === form))) return undefined;
  const worst = api.tried.find((it) => (it.status ?? 0) >= 500);
  if (worst) return because('answers-badly', { url: worst.url, status: worst.status ?? 0 });
  return because('no-known-form', { tried: api.tried.map(told).join(', ') });
}

const place = (facts: Facts) => consoleOf(facts).targetGroup(facts.targetGroup?.TargetGroupArn, 'targets');

function judgeAnswers(facts: Facts): Finding {
  const { api } = facts;
  const last = api.tried.at(-1) ?? api.health;
  const look = {
    seen: last ? told(last) : '',
    source: last ? [requestOf(last)] : [],
    console: place(facts),
  };
  return rule('api-answers', look, silence(facts) ?? formless(facts));
}

function judgePost(facts: Facts): Finding {
  const { post, recordId } = facts.api;
  const look = {
    seen: post ? `${told(post)} ${seenAs({ id: recordId })}`.trim() : '',
    source: [`POST ${facts.api.form ?? knownForms[0]}`],
    console: place(facts),
  };
  const refused = (): Cause | undefined => {
    if (!post || (isGood(post) && recordId)) return undefined;
    if (isGood(post)) return because('record-without-id', { request: requestOf(post), status: outcomeOf(post) });
    return because('record-refused', { request: requestOf(post), status: outcomeOf(post) });
  };
  return rule('record-post', look, silence(facts) ?? formless(facts) ?? refused());
}

function judgeGet(facts: Facts): Finding {
  const { list, post, found, remove, removed } = facts.api;
  const look = {
    seen: list ? `${told(list)} ${seenAs({ found, removed: remove ? removed : 'unsupported' })}` : '',
    source: [`GET ${facts.api.form ?? knownForms[0]}`],
    console: place(facts),
  };
  const lost = (): Cause | undefined => {
    if (found) return undefined;
    if (list) return because('record-lost', { request: requestOf(list), status: outcomeOf(list) });
    return post && because('record-refused', { request: requestOf(post), status: outcomeOf(post) });
  };
  return rule('record-get', look, silence(facts) ?? formless(facts) ?? lost());
}

/** The database's own wall; a connection that stands already would hide that the next one cannot be made. */
function databaseClosed(facts: Facts): Cause | undefined {
  const { network, database, service } = facts;
  const ids = databaseGroups(facts);
  const groups = groupsOf(network, ids);
  const from = taskGroups(facts);
  const port = database?.Endpoint?.Port ?? 3306;
  if (!service || groups.length === 0) return undefined;
  if (isOpenTo(groups, port, { groupIds: from, cidrs: cidrsOf(network, taskSubnets(facts)) })) return undefined;
  return because('database-closed', { port, groups: ids.join(', '), from: from.join(', ') });
}

function judgeConnection(facts: Facts): Finding {
  const { api, database } = facts;
  const proof = api.list ?? api.post ?? api.tried.find((it) => (it.status ?? 0) >= 500);
  const look = {
    seen: seenAs({
      record: api.post && (api.found ? 'returned' : 'not-returned'),
      database: database?.Endpoint?.Address,
    }),
    source: [...(proof ? [requestOf(proof)] : []), 'rds:DescribeDBInstances', 'ec2:DescribeSecurityGroups'],
    console: consoleOf(facts).database(database?.DBInstanceIdentifier),
  };
  const walled = database ? databaseClosed(facts) : because('no-database', {});
  if (walled) return rule('database-connection', look, walled);
  if (api.found) return rule('database-connection', look, undefined);
  const cause = silence(facts) ?? formless(facts);
  // Without an answer of the API nothing tells whether its tasks reach the database.
  if (cause && cause.code !== 'answers-badly') return leaveOpen('database-connection', look, cause);
  const lost = proof && because('record-lost', { request: requestOf(proof), status: outcomeOf(proof) });
  return rule('database-connection', look, cause ?? lost);
}
