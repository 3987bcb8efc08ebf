import { explain } from './balancer/explain.js';
import { matchesCode } from './balancer/matcher.js';
import type { BalancerPlane, BalancerSpec, HealthCheckSpec, TargetSight } from './data-plane.js';

/** Load balancers of the simulated plane, which can be asked what a client would see. */
export interface SimulatedBalancers extends BalancerPlane {
  request(url: string): { readonly status: number };
}

interface Member {
  readonly id: string;
  readonly port: number;
  checkPort: number;
  shutOff: boolean;
  checkShutOff: boolean;
  draining: boolean;
  nextCheckAt: number;
  passed: number;
  failed: number;
  sight: Pick<TargetSight, 'reason' | 'description'> & { state: 'initial' | 'healthy' | 'unhealthy' };
}

interface Balancer {
  spec: BalancerSpec;
  readonly dnsName: string;
  readonly groups: Map<string, { check: HealthCheckSpec; members: Member[] }>;
  requests: number;
}

const draining = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
} as const;

/** Makes the load balancer part of a simulated plane; `answer` is the status at an address, undefined when refused. */
export function createSimulatedBalancers(world: {
  now: () => number;
  answer: (address: string, port: number, path: string) => number | undefined;
}): SimulatedBalancers {
  const balancers = new Map<string, Balancer>();

  function check(member: Member, settings: HealthCheckSpec): void {
    const code = member.checkShutOff ? undefined : world.answer(member.id, member.checkPort, settings.path);
    const good = code !== undefined && matchesCode(settings.matcher, code);
    member.passed = good ? member.passed + 1 : 0;
    member.failed = good ? 0 : member.failed + 1;
    if (member.passed >= settings.healthyThreshold) member.sight = { state: 'healthy' };
    else if (member.failed >= settings.unhealthyThreshold) {
      member.sight = { state: 'unhealthy', ...explain(member.checkShutOff ? 'timeout' : (code ?? 'failed')) };
    } else if (member.sight.state === 'initial') {
      const description = 'Initial health checks in progress';
      member.sight = { state: 'initial', reason: 'Elb.InitialHealthChecking', description };
    }
  }

  function catchUp(balancer: Balancer): void {
    for (const { check: settings, members } of balancer.groups.values()) {
      for (const member of members) {
        for (; member.nextCheckAt <= world.now(); member.nextCheckAt += settings.intervalSeconds * 1000) {
          check(member, settings);
        }
      }
    }
  }

  const join = (id: string, port: number, settings: HealthCheckSpec): Member => ({
    id,
    port,
    checkPort: port,
    shutOff: false,
    checkShutOff: false,
    draining: false,
    nextCheckAt: world.now() + settings.intervalSeconds * 1000,
    passed: 0,
    failed: 0,
    sight: {
      state: 'initial',
      reason: 'Elb.RegistrationInProgress',
      description: 'Target registration is in progress',
    },
  });

  return {
    apply(spec) {
      const known = balancers.get(spec.arn);
      const digits = [...spec.arn].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1e9, 7);
      const dnsName = `${spec.name}-${digits}.ap-northeast-1.elb.amazonaws.com`;
      const balancer: Balancer = known ?? { spec, dnsName, groups: new Map(), requests: 0 };
      catchUp(balancer);
      balancer.spec = spec;
      for (const arn of [...balancer.groups.keys()]) {
        if (!spec.targetGroups.some((group) => group.arn === arn)) balancer.groups.delete(arn);
      }
      for (const group of spec.targetGroups) {
        const before = balancer.groups.get(group.arn)?.members ?? [];
        const members = group.targets.map((target) => {
          const member = before.find(({ id, port }) => id === target.id && port === target.port);
          const stays = member && (target.draining || !member.draining);
          const now = stays ? member : join(target.id, target.port, group.healthCheck);
          now.draining = target.draining;
          now.checkPort = target.checkPort ?? target.port;
          now.shutOff = target.shutOff ?? false;
          now.checkShutOff = target.checkShutOff ?? false;
          return now;
        });
        balancer.groups.set(group.arn, { check: group.healthCheck, members });
      }
      balancers.set(spec.arn, balancer);
    },
    look(arn) {
      const balancer = balancers.get(arn);
      if (!balancer) return undefined;
      catchUp(balancer);
      const targets: Record<string, TargetSight[]> = {};
      for (const [group, { members }] of balancer.groups) {
        targets[group] = members.map((member) => ({
          id: member.id,
          port: member.port,
          ...(member.draining ? draining : member.sight),
        }));
      }
      return { told: balancer.spec, dnsName: balancer.dnsName, targets, requests: balancer.requests };
    },
    remove: (arn) => void balancers.delete(arn),
    request(url) {
      const { host, hostname, pathname, port } = new URL(url);
      const balancer = [...balancers.values()].find(({ dnsName }) => dnsName === host || dnsName === hostname);
      const listener = balancer?.spec.listeners.find((each) => each.port === Number(port || 80));
      if (balancer?.spec.provisioning) throw new Error(`getaddrinfo ENOTFOUND ${hostname}`);
      if (!balancer || !listener) throw new Error(`connect ECONNREFUSED ${host}`);
      if (listener.shut) throw new Error(`connect ETIMEDOUT ${host}`);
      catchUp(balancer);
      balancer.requests += 1;
      const serving = balancer.groups.get(listener.targetGroupArn)?.members.filter((member) => !member.draining) ?? [];
      // ELB fails open: when no target is healthy, all of them get requests.
      const healthy = serving.filter(({ sight }) => sight.state === 'healthy');
      const chosen = (healthy.length > 0 ? healthy : serving)[balancer.requests % (healthy.length || serving.length)];
      if (!chosen) return { status: 503 };
      if (chosen.shutOff) return { status: 504 };
      return { status: world.answer(chosen.id, chosen.port, pathname) ?? 502 };
    },
  };
}
