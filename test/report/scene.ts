import { Writable } from 'node:stream';
import type { PlanItem } from '../../src/engine/plan.js';
import type { Clock } from '../../src/model/clock.js';
import type { Whose } from '../../src/model/problem.js';
import type { Event } from '../../src/report/events.js';

/** A clock that stands still until it is moved. */
export function standingClock(): Clock & { at: number } {
  return {
    at: Date.UTC(2026, 10, 23),
    now() {
      return this.at;
    },
    elapsed() {
      return this.at;
    },
    sleep: () => Promise.resolve(),
  };
}

/** A stream that keeps what is written. */
export function paper(columns?: number) {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const terminal = {
    isTTY: columns !== undefined,
    columns,
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
  };
  return { stream: Object.assign(stream, terminal), text: () => text, lines: () => text.split('\n').slice(0, -1) };
}

export const vpc: Whose = { step: 'network', key: 'vpc', kind: 'ec2:vpc', name: 'meibo-vpc' };
export const db: Whose = { step: 'rds', key: 'db', kind: 'rds:db-instance', name: 'meibo-db', id: 'meibo-db' };
export const nat: Whose = {
  step: 'network',
  key: 'nat-gateway-1',
  kind: 'ec2:nat-gateway',
  name: 'meibo-nat-gateway-1',
};

const item = (whose: Whose, action: PlanItem['action'], more: Partial<PlanItem> = {}): PlanItem => ({
  whose,
  action,
  changes: [],
  ...more,
});

/** A plan with one of everything. */
export const items: readonly PlanItem[] = [
  item(vpc, 'create'),
  item({ ...nat, id: 'nat-0a1' }, 'wait', { phase: 'pending', state: 'pending' }),
  item(db, 'change', { changes: [{ path: 'backupRetentionDays', is: 0, want: 1 }], phase: 'ready' }),
  item({ step: 'alb', key: 'alb', kind: 'elbv2:load-balancer', name: 'meibo-alb' }, 'none'),
  item({ step: 'service', key: 'service', kind: 'ecs:service', name: 'meibo-service' }, 'blocked', {
    changes: [{ path: 'cluster', is: 'a', want: '\u27e8known after up\u27e9', frozen: true }],
  }),
];

/** Events of a small run; `after` is in seconds since its start. */
export const story: readonly { readonly after: number; readonly event: Event }[] = [
  {
    after: 0,
    event: { type: 'run.start', command: 'up', account: '123456789012', region: 'ap-northeast-1', stack: 'meibo' },
  },
  { after: 1, event: { type: 'resource.start', whose: vpc, action: 'create' } },
  { after: 1, event: { type: 'resource.start', whose: db, action: 'create' } },
  { after: 2, event: { type: 'resource.state', whose: db, action: 'create', state: 'creating', seconds: 1 } },
  { after: 3, event: { type: 'resource.done', whose: { ...vpc, id: 'vpc-0a1' }, action: 'create', seconds: 2 } },
  { after: 12, event: { type: 'resource.state', whose: db, action: 'create', state: 'creating', seconds: 11 } },
  { after: 40, event: { type: 'resource.state', whose: db, action: 'create', state: 'creating', seconds: 39 } },
  { after: 50, event: { type: 'resource.state', whose: db, action: 'create', state: 'backing-up', seconds: 49 } },
  { after: 60, event: { type: 'resource.late', whose: db, action: 'create', seconds: 59, usual: 55 } },
  { after: 65, event: { type: 'resource.failed', whose: db, action: 'create', seconds: 64 } },
  {
    after: 70,
    event: {
      type: 'destroy.done',
      seconds: 70,
      removed: 3,
      left: [
        { id: 'eipalloc-1', name: 'meibo-nat-eip-1', type: 'ec2:elastic-ip' },
        { id: 'meibo', name: 'meibo', type: 'ecs:cluster' },
      ],
    },
  },
];
