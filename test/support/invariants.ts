import { problemOf } from '../../src/aws/refusals.js';
import type { Config } from '../../src/config/schema.js';
import { Refusal } from '../../src/local-cloud/refuse.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { Problem } from '../../src/model/problem.js';
import { type Ended, type Machine, makeMachine } from './machine.js';
import { portrait } from './portrait.js';

const onItsWay = /^(deleting|deleted|failed)$/;

/** Resources of one key of which more than one lives. */
export function doubles({ world }: Machine): string[] {
  const { tags, natGateways } = world.of(ec2Slice);
  const seen = new Map<string, number>();
  for (const [id, { 'meibo-infra:key': key }] of Object.entries(tags)) {
    if (!key || onItsWay.test(natGateways[id]?.state ?? '') || natGateways[id]?.failureCode) continue;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen].filter(([, count]) => count > 1).map(([key, count]) => `${count} of ${key}`);
}

/** Resources that live and that the state file does not know. */
export function strangers({ world, file }: Machine): string[] {
  const { tags, natGateways } = world.of(ec2Slice);
  return Object.entries(tags).flatMap(([id, { 'meibo-infra:key': key }]) => {
    if (!key || onItsWay.test(natGateways[id]?.state ?? '')) return [];
    const entry = file.get(key);
    return entry && (entry.id === id || entry.id === undefined) ? [] : [`${id} (${key})`];
  });
}

/** What the local cloud itself stumbled over: not weather, but a defect that would pass for it. */
export function stumbles({ calls }: Machine): string[] {
  return calls
    .filter(({ fault }) => fault !== undefined && !(fault instanceof Refusal))
    .map(({ service, operation, fault }) => `${service} ${operation}: ${(fault as Error)?.stack ?? fault}`);
}

/** A run may end with a problem that the user can act on; anything else is a defect. */
export function isDefect({ how, reason }: Ended): boolean {
  if (how !== 'failed') return false;
  return !(reason instanceof Problem) && problemOf(reason, { region: 'ap-northeast-1' }) === undefined;
}

/** How a run ended, in one line. */
export function say({ how, reason }: Ended): string {
  if (how !== 'failed') return how;
  const { code, facts } = (problemOf(reason, { region: '' }) ?? {}) as { code?: string; facts?: object };
  return code ? `${code} ${JSON.stringify(facts).slice(0, 400)}` : String((reason as Error)?.stack ?? reason);
}

/** A portrait without what is the scaler's to say: how many tasks there are, within its bounds. */
export function withoutTasks(drawn: ReturnType<typeof portrait>): ReturnType<typeof portrait> {
  const text = JSON.stringify(drawn, (key, value) =>
    key === 'ecs tasks' || key === 'desired' || key === 'ecs tags' || key === 'targets' || key === 'ec2 interfaces'
      ? undefined
      : value,
  );
  return JSON.parse(text) as ReturnType<typeof portrait>;
}

const portraits = new Map<string, ReturnType<typeof portrait>>();

/** What an undisturbed `up` of a config makes. */
export async function undisturbed(config: Config): Promise<ReturnType<typeof portrait>> {
  const key = JSON.stringify(config);
  const known = portraits.get(key);
  if (known) return known;
  const machine = makeMachine();
  const { how, reason } = await machine.up(config);
  if (how !== 'done') throw new Error(`the undisturbed up ${how}`, { cause: reason });
  const drawn = withoutTasks(portrait(machine.world));
  portraits.set(key, drawn);
  return drawn;
}
