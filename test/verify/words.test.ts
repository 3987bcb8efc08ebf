import { describe, expect, test } from 'vitest';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import type { Words } from '../../src/text/words.js';
import type { CauseCode, Causes } from '../../src/verify/checklist.js';

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}「」、。（）]/u;

/** Facts of every cause; where some may be absent or empty, those forms too. */
const samples: { readonly [C in CauseCode]: readonly Causes[C][] } = {
  'no-service': [{ looked: 'c/s' }],
  'no-running-task': [
    { running: 0, desired: 2 },
    { running: 0, desired: 2, reason: 'Essential container exited' },
  ],
  'no-task-definition': [{}],
  'image-elsewhere': [{ image: 'docker.io/api' }],
  'no-repository': [{ name: 'api' }],
  'no-image': [{ image: 'host/api:1' }],
  'variable-missing': [
    { variable: 'DB_HOST', names: 'DB_NAME' },
    { variable: 'DB_HOST', names: '' },
  ],
  'variable-differs': [{ variable: 'DB_NAME', is: 'x', want: 'meibo' }],
  'no-load-balancer': [{}, { looked: 'my-alb' }],
  'balancer-not-active': [{ state: 'failed' }, { state: 'failed', reason: 'no room' }],
  'balancer-internal': [{}],
  'no-listener': [{ ports: '' }, { ports: 'HTTP:8080' }],
  'listener-elsewhere': [{ port: 80 }],
  'balancer-closed': [
    { port: 80, groups: 'sg-1', open: '' },
    { port: 80, groups: 'sg-1', open: '10.0.0.0/8' },
  ],
  'no-target-group': [{}],
  'tasks-closed': [
    { port: 80, groups: 'sg-1', from: '' },
    { port: 80, groups: 'sg-1', from: 'sg-2' },
  ],
  'too-few-healthy': [
    { healthy: 1, registered: 2, reasons: '' },
    { healthy: 1, registered: 2, reasons: 'timeout' },
  ],
  'one-zone': [{ zone: 'ap-northeast-1a' }],
  'one-task-answers': [{ requests: 20 }],
  'answers-unknown': [{ requests: 20 }],
  'health-check-off': [{}],
  'health-check-fails': [
    { path: '/x', reasons: '' },
    { path: '/x', reasons: '[404]' },
  ],
  'no-scalable-target': [{}],
  'no-scaling-policy': [{}],
  'scaling-suspended': [{ what: 'DynamicScalingOutSuspended' }],
  'alarm-missing': [{ alarms: 'a, b' }],
  'capacity-differs': [{ min: 1, max: 5 }],
  'policy-not-cpu': [{ metric: 'ALBRequestCountPerTarget' }],
  'cpu-target-differs': [{ is: 50 }],
  'no-database': [{}],
  'database-not-available': [{ state: 'stopped' }],
  'engine-differs': [{ engine: 'postgres' }],
  'subnets-without-internet': [{ subnets: 'subnet-1' }],
  'subnets-shared': [{ subnets: 'subnet-1' }],
  'other-network': [{ is: 'vpc-1', want: 'vpc-2' }],
  'no-way-out': [{ subnets: 'subnet-1' }],
  'nat-gone': [{ gateways: 'nat-1' }],
  'nat-without-address': [{ gateways: 'nat-1' }],
  'nat-not-public': [{ gateways: 'nat-1', subnets: 'subnet-1' }],
  'no-public-address': [{ subnets: 'subnet-1' }],
  'no-answer': [{ url: 'http://x', reason: 'ECONNREFUSED' }],
  'answers-badly': [{ url: 'http://x', status: 503 }],
  'no-known-form': [{ tried: 'GET /users → 404' }],
  'record-refused': [{ request: 'POST /users', status: '500' }],
  'record-without-id': [{ request: 'POST /users', status: '201' }],
  'record-lost': [{ request: 'GET /users', status: '200' }],
  'database-closed': [{ port: 3306, groups: 'sg-1', from: 'sg-2' }],
  'not-allowed': [{ operations: 'ecs:ListTasks' }],
};

describe.each<[string, Words]>([
  ['ja', ja],
  ['en', en],
])('%s', (language, { verify }) => {
  const said = Object.entries(samples).flatMap(([code, all]) => {
    const say = verify.causes[code as CauseCode] as (facts: object) => { cause: string; fix: string };
    return all.map((facts) => ({ code, facts, ...say(facts) }));
  });

  test.each(said)('$code is told whole, with what to do', ({ facts, cause, fix }) => {
    for (const text of [cause, fix]) {
      expect(text).not.toMatch(/undefined|\[object|NaN|\(\)|（）|: \)/);
      if (language === 'en') expect(text).not.toMatch(japanese);
      else expect(text).toMatch(japanese);
    }
    // Every fact is worth telling; those that are empty have a word in their place.
    const told = `${cause} ${fix}`;
    for (const fact of Object.values(facts).filter((it) => it !== '')) expect(told).toContain(String(fact));
  });

  test('no line, no heading is of the other language', () => {
    const { titles, requirements, heading } = verify;
    for (const text of [...Object.values(titles), ...Object.values(requirements), ...Object.values(heading)])
      expect([text, japanese.test(text)]).toEqual([text, language === 'ja']);
  });
});
