import type { Runtime } from '../engine/runtime.js';
import type { Look } from '../engine/up.js';
import { known } from '../engine/walk.js';
import type { Outputs, StepName } from '../model/outputs.js';
import type { StatusView } from '../report/status-view.js';
import { measureCpu } from './cpu.js';
import { scanOf } from './scan.js';
import { lookAtService } from './service.js';

/** Asks a URL once. */
export type Probe = (url: string) => Promise<{ readonly status?: number; readonly reason?: string }>;

/** Gathers what `status` shows from a look over the stack and a few more questions. Reads only. */
export async function collectStatus(
  runtime: Runtime,
  seen: Look,
  order: readonly StepName[],
  probe: Probe,
): Promise<StatusView> {
  const outputs = seen.outputs;
  const [service, url, lastCpu, scan] = await Promise.all([
    serviceOf(runtime, outputs),
    urlOf(runtime, outputs, probe),
    cpuOf(runtime, outputs),
    scanOfImage(runtime, seen),
  ]);
  const steps = order.map((step) => ({ step, items: seen.items.filter((it) => it.whose.step === step) }));
  const scaling = scalingOf(seen, service?.tasks?.desired, lastCpu);
  const database = databaseOf(seen);
  const view = {
    stack: runtime.owner.stack,
    account: runtime.account,
    region: runtime.owner.region,
    steps,
    drift: seen.items.flatMap(({ whose: { step, key, kind }, changes }) =>
      changes.map((change) => ({ step, key, kind, change })),
    ),
    ...service,
    ...(scaling && { scaling }),
    ...(database && { database }),
    ...(scan && { scan }),
    ...(url && { url }),
  };
  const overall = overallOf(seen, view);
  const failure = overall === 'well' ? undefined : runtime.journal.failure();
  return { ...view, ...(failure && { failure }), overall };
}

const idsOf = (outputs: Partial<Outputs>) => {
  const clusterArn = known(outputs['task-def']?.clusterArn);
  const service = known(outputs.service?.serviceName);
  return clusterArn && service ? { clusterArn, service } : undefined;
};

async function serviceOf(runtime: Runtime, outputs: Partial<Outputs>) {
  const ids = idsOf(outputs);
  return ids && lookAtService(runtime.aws, { ...ids, targetGroupArn: known(outputs.alb?.targetGroupArn) });
}

async function cpuOf(runtime: Runtime, outputs: Partial<Outputs>) {
  const ids = idsOf(outputs);
  return ids && measureCpu(runtime.aws, ids, runtime.clock.now());
}

async function urlOf({ config, clock }: Runtime, outputs: Partial<Outputs>, probe: Probe): Promise<StatusView['url']> {
  const url = known(outputs.alb?.url);
  if (!url) return undefined;
  const start = clock.elapsed();
  const answer = await probe(url + config.loadBalancer.healthCheck.path);
  return { url, ...answer, ...(answer.status !== undefined && { milliseconds: Math.round(clock.elapsed() - start) }) };
}

const liveOf = (seen: Look, type: string) =>
  seen.sights.find((it) => it.live && it.resource.type === type)?.live as Readonly<Record<string, unknown>> | undefined;

/** Only of an image that is there, in a repository of ours: that costs one call. */
async function scanOfImage(runtime: Runtime, seen: Look) {
  const sight = seen.sights.find((it) => it.live && it.resource.type === 'ecr:image');
  const { repository } = (sight?.props ?? {}) as { repository?: string };
  return sight?.live && repository ? scanOf(runtime.aws, repository, sight.live.id) : undefined;
}

function scalingOf(seen: Look, current: number | undefined, lastCpu: number | undefined): StatusView['scaling'] {
  const target = liveOf(seen, 'scaling:scalable-target') as { min?: number; max?: number } | undefined;
  const policy = liveOf(seen, 'scaling:policy') as { cpuPercent?: number } | undefined;
  if (target?.min === undefined || target.max === undefined) return undefined;
  return {
    min: target.min,
    max: target.max,
    targetCpu: policy?.cpuPercent ?? 0,
    ...(current !== undefined && { current }),
    ...(lastCpu !== undefined && { lastCpu }),
  };
}

function databaseOf(seen: Look): StatusView['database'] {
  const it = liveOf(seen, 'rds:db-instance') as
    | { id: string; state?: string; engineVersion?: string; host?: string; port?: number }
    | undefined;
  if (!it) return undefined;
  return {
    id: it.id,
    state: it.state ?? '',
    engine: `MySQL ${it.engineVersion ?? ''}`.trim(),
    ...(it.host && { endpoint: `${it.host}:${it.port}` }),
  };
}

/** Well: everything is there as wanted, all tasks run and are healthy, and the URL answers. */
function overallOf(seen: Look, { tasks, url }: Pick<StatusView, 'tasks' | 'url'>): StatusView['overall'] {
  // Roles that belong to the account stand whether the stack does or not.
  const ours = seen.sights.filter((it) => it.resource.type !== 'iam:service-linked-role');
  if (ours.every((it) => !it.live)) return 'absent';
  const settled = seen.items.every((it) => it.action === 'none');
  const serving = tasks !== undefined && tasks.running >= tasks.desired && tasks.healthy >= tasks.desired;
  const answering = url?.status !== undefined && url.status < 500;
  return settled && serving && answering ? 'well' : 'unwell';
}
