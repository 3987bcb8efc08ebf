import { Agent, type Server } from 'node:http';
import type { Clock } from '../../model/clock.js';
import type { BalancerSpec, TargetSight } from '../data-plane.js';
import { allowSilence, createFront } from './front.js';
import { type BalancerMetrics, createMetrics } from './metrics.js';
import { listenNear, type PortMemory } from './ports.js';
import { createTargetGroup, type TargetGroup } from './target-group.js';

/** What every balancer of a plane shares. */
export interface BalancerSettings {
  readonly host: string;
  readonly preferredPort: number;
  readonly idleTimeout: number;
  readonly clock: Clock;
  /** See Checking. */
  readonly firstLooks?: number;
  readonly remember: PortMemory;
}

/** One running load balancer. */
export interface Balancer {
  apply(spec: BalancerSpec): void;
  look(): { told: BalancerSpec; dnsName: string; targets: Record<string, TargetSight[]>; requests: number } | undefined;
  readonly metrics: BalancerMetrics;
  close(): Promise<void>;
}

interface Door {
  listenerPort: number;
  port: number | undefined;
  readonly server: Server;
  readonly opening: Promise<void>;
}

/** Idle connections to targets are given up before a Node server (5 s) would close them under a request's feet. */
const POOL_IDLE = 4000;

/** Starts a load balancer; its first port is held from now on, also before it has a listener. */
export function createBalancer(first: BalancerSpec, settings: BalancerSettings): Balancer {
  const { host, clock } = settings;
  const metrics = createMetrics();
  let told = first;
  const groups = new Map<string, TargetGroup>();
  const doors: Door[] = [];
  const routes = new Map<number, BalancerSpec['listeners'][number]>();
  const agent = new Agent({ keepAlive: true, timeout: POOL_IDLE, scheduling: 'lifo', maxFreeSockets: 512 });
  const by = { agent, metrics, idleTimeout: settings.idleTimeout, clock };

  const open = (listenerPort: number) => {
    const behind = () => {
      const listener = routes.get(door.listenerPort);
      const group = groups.get(listener?.targetGroupArn ?? '');
      return group && { group, shut: listener?.shut ?? false };
    };
    const server = createFront(behind, by);
    const want = {
      host,
      preferred: listenerPort === 80 ? settings.preferredPort : Math.max(listenerPort, settings.preferredPort),
      key: `${first.arn}:${listenerPort}`,
      memory: settings.remember,
    };
    const opening = listenNear(server, want).then((port) => {
      door.port = port;
    });
    // Whoever looks sees that there is no address; there is nobody to throw at.
    opening.catch(() => {});
    const door: Door = { listenerPort, port: undefined, server, opening };
    doors.push(door);
  };

  const shut = async (door: Door) => {
    doors.splice(doors.indexOf(door), 1);
    await door.opening.catch(() => {});
    await new Promise<void>((resolve) => {
      door.server.close(() => resolve());
      door.server.closeAllConnections();
    });
  };

  const apply = (spec: BalancerSpec) => {
    told = spec;
    by.idleTimeout = spec.idleTimeoutSeconds === undefined ? settings.idleTimeout : spec.idleTimeoutSeconds * 1000;
    for (const door of doors) allowSilence(door.server, by.idleTimeout);
    routes.clear();
    for (const listener of spec.listeners) routes.set(listener.port, listener);
    for (const listener of spec.listeners) {
      if (doors.some((door) => door.listenerPort === listener.port)) continue;
      const spare = doors.find((door) => !routes.has(door.listenerPort));
      if (spare) spare.listenerPort = listener.port;
      else open(listener.port);
    }
    for (const door of [...doors]) if (doors.length > 1 && !routes.has(door.listenerPort)) void shut(door);
    if (doors.length === 0) open(80);
    const wanted = new Set(spec.targetGroups.map((group) => group.arn));
    for (const [arn, group] of groups) {
      if (wanted.has(arn)) continue;
      group.close();
      groups.delete(arn);
    }
    for (const group of spec.targetGroups) {
      if (!groups.has(group.arn)) groups.set(group.arn, createTargetGroup(settings));
      groups.get(group.arn)!.update(group);
    }
  };
  apply(first);

  return {
    metrics,
    apply,
    look() {
      const main = doors.find((door) => door.listenerPort === 80) ?? doors[0];
      const port = main?.port ?? settings.remember.get(`${first.arn}:${main?.listenerPort}`);
      if (port === undefined) return undefined;
      const targets = Object.fromEntries([...groups].map(([arn, group]) => [arn, group.look()]));
      return { told, dnsName: `${host}:${port}`, targets, requests: metrics.requests };
    },
    async close() {
      for (const group of groups.values()) group.close();
      groups.clear();
      await Promise.all([...doors].map(shut));
      agent.destroy();
    },
  };
}
