import type { BalancerSpec, HealthCheckSpec, TargetSight, TargetSpec } from '../data-plane.js';
import { type Checking, createHealth, type Health } from './health.js';
import { createStickiness } from './stickiness.js';

/** Where a request can go. */
export interface Target {
  readonly id: string;
  readonly port: number;
  /** See TargetSpec. */
  readonly shutOff?: boolean;
}

/** The targets of one group with their health, and whose turn it is. */
export interface TargetGroup {
  update(spec: BalancerSpec['targetGroups'][number]): void;
  /** The next target in turn; none when the group has no target that takes requests. `but` is left out if there is another. */
  choose(but?: Target): Target | undefined;
  /** How clients are kept with their targets; undefined while they are not. */
  readonly sticky: Sticky | undefined;
  look(): TargetSight[];
  close(): void;
}

/** What keeps the clients of a group with their targets. */
export interface Sticky {
  /** The target that a Cookie header names, if that one takes requests now. */
  choose(cookies: string | undefined): Target | undefined;
  /** The headers that tell a client its target, as a flat list. */
  name(target: Target): string[];
}

interface Member extends Target {
  shutOff: boolean;
  draining: boolean;
  checkPort: number | undefined;
  checkShutOff: boolean;
  readonly health: Health;
}

/** An empty target group; `update` fills it and starts its health checks. */
export function createTargetGroup(checking: Checking): TargetGroup {
  const members = new Map<string, Member>();
  let check: HealthCheckSpec | undefined;
  let rotation: readonly Member[] = [];
  let turn = 0;
  let sticky: Sticky | undefined;
  const cookies = createStickiness(checking.clock.now);

  const stick = (seconds: number): Sticky => ({
    choose(header) {
      const member = members.get(cookies.read(header, seconds) ?? '');
      return member && rotation.includes(member) ? member : undefined;
    },
    name: ({ id, port }) => cookies.write(`${id}:${port}`),
  });

  // ELB fails open: when no target is healthy, all of them get requests.
  const rotate = () => {
    const serving = [...members.values()].filter((member) => !member.draining);
    const healthy = serving.filter((member) => member.health.sight().state === 'healthy');
    rotation = healthy.length > 0 ? healthy : serving;
  };

  const admit = (spec: TargetSpec, by: HealthCheckSpec) => {
    const { id, port, draining, checkPort, shutOff = false, checkShutOff = false } = spec;
    const health = createHealth(spec, by, checking, rotate);
    members.set(`${id}:${port}`, { id, port, shutOff, draining, checkPort, checkShutOff, health });
  };

  const dismiss = (key: string) => {
    members.get(key)?.health.close();
    members.delete(key);
  };

  return {
    update(spec) {
      const changed = JSON.stringify(check) !== JSON.stringify(spec.healthCheck);
      check = spec.healthCheck;
      sticky = spec.stickySeconds === undefined ? undefined : stick(spec.stickySeconds);
      const wanted = new Map(spec.targets.map((target) => [`${target.id}:${target.port}`, target]));
      for (const key of [...members.keys()]) if (!wanted.has(key)) dismiss(key);
      for (const [key, target] of wanted) {
        const member = members.get(key);
        if (!member) admit(target, check);
        else {
          const { checkPort, shutOff = false, checkShutOff = false } = target;
          const moved = member.checkPort !== checkPort || member.checkShutOff !== checkShutOff;
          if (changed || moved) member.health.follow(check, target);
          Object.assign(member, { checkPort, shutOff, checkShutOff });
          // A target registered again while it drains starts afresh, as a new one.
          if (member.draining && !target.draining) {
            dismiss(key);
            admit(target, check);
          }
          member.draining = target.draining;
        }
      }
      rotate();
    },
    choose(but) {
      const count = rotation.length;
      if (count === 0) return undefined;
      turn = (turn + 1) % count;
      const chosen = rotation[turn]!;
      if (chosen !== but || count === 1) return chosen;
      turn = (turn + 1) % count;
      return rotation[turn];
    },
    get sticky() {
      return sticky;
    },
    look: () =>
      [...members.values()].map(({ id, port, draining, health }) =>
        draining
          ? {
              id,
              port,
              state: 'draining',
              reason: 'Target.DeregistrationInProgress',
              description: 'Target deregistration is in progress',
            }
          : { id, port, ...health.sight() },
      ),
    close() {
      for (const key of [...members.keys()]) dismiss(key);
      rotate();
    },
  };
}
