import { type Aws, connect, type ServiceName } from '../../../src/aws/clients.js';
import { isRead, lookingAt } from '../../../src/aws/looking.js';
import { destroy, gather } from '../../../src/engine/destroy.js';
import type { Runtime } from '../../../src/engine/runtime.js';
import { look, up } from '../../../src/engine/up.js';
import { serviceLinkedRole } from '../../../src/resources/iam/service-linked-role.js';
import { kindOf, kinds } from '../../../src/resources/index.js';
import { memoryJournal } from '../../../src/state/journal.js';
import { collectStatus } from '../../../src/status/collect.js';
import { steps } from '../../../src/steps/index.js';
import { configOf, makeStack } from '../../support/stack.js';
import { type Members, noteReads } from './members-read.js';

/** A command of the SDK, before it is sent. */
export interface Command {
  readonly constructor: { readonly name: string };
  readonly input: object;
}

/** One call of a run with its answer or the name of its error. */
export interface Recorded {
  readonly service: ServiceName;
  readonly command: Command;
  readonly answer?: object;
  readonly error?: string;
}

/** `rds CreateDBInstance` */
export const nameOf = ({ service, command }: Pick<Recorded, 'service' | 'command'>): string =>
  `${service} ${command.constructor.name.replace(/Command$/, '')}`;

/** The name of an error, as our code tells errors apart. */
export const errorNameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));

/** What another `up` finds changed in its config: nearly all that can be changed in place. */
const changed = {
  database: { backupRetentionDays: 3, storageGiB: 30, instanceClass: 'db.t4g.small' },
  container: { cpu: 512, memory: 1024, logRetentionDays: 14, environment: { MODE: 'changed' } },
  loadBalancer: {
    allowFrom: ['10.0.0.0/8', '192.0.2.0/24'],
    healthCheck: { path: '/', intervalSeconds: 20, matcher: '200-299' },
    deregistrationDelaySeconds: 5,
  },
  service: { gracePeriodSeconds: 90 },
  scaling: { min: 1, max: 6, cpuPercent: 50 },
};

/** Makes the stack, looks at it again, asks for its status, changes it, takes it down and looks once more, on the local cloud; with all calls, and what was read of each operation's answers. */
export async function recordRun() {
  const calls: Recorded[] = [];
  const read: Record<string, Members> = {};
  // What AWS goes on showing after its end is shown here too.
  const forgetful = { delay: (what: string) => (what.endsWith('.forget') ? 3_600_000 : 0) };
  const stack = makeStack({ weather: forgetful });
  const plain = connect({
    region: stack.world.region,
    endpoint: 'http://127.0.0.1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: stack.cloud.requestHandler,
  });
  const recorder = (service: ServiceName) => ({
    async send(command: Command) {
      const name = nameOf({ service, command });
      read[name] ??= {};
      try {
        const answer = await (plain[service].send as (command: Command) => Promise<object>)(command);
        calls.push({ service, command, answer });
        return noteReads(answer, read[name]);
      } catch (error) {
        calls.push({ service, command, error: errorNameOf(error) });
        throw error;
      }
    },
  });
  const services = Object.keys(plain) as ServiceName[];
  const aws = Object.fromEntries(services.map((it) => [it, recorder(it)])) as unknown as Aws;

  const journal = memoryJournal();
  const runtime = (config = configOf()): Runtime => ({
    ...stack.runtime(config, journal),
    aws,
    looking: lookingAt(aws, stack.clock.now),
    lookAnew: () => lookingAt(aws, stack.clock.now),
  });
  const making = runtime();
  await look(making, steps, kindOf, 'make');
  await up(making, steps, kindOf, 'ready');
  const again = runtime();
  const seen = await look(again, steps, kindOf, 'look');
  const status = await collectStatus(
    again,
    seen,
    steps.map((it) => it.name),
    async () => ({ status: 200 }),
  );
  const changing = runtime(configOf(changed));
  await up(changing, steps, kindOf, 'ready');
  const ending = runtime(configOf(changed));
  const left = await destroy(ending, steps, kinds, kindOf, await gather(ending, steps, kinds, kindOf));
  const after = runtime();
  const found = await look(after, steps, kindOf, 'look');
  // Service-linked roles belong to the account and stay.
  const standing = found.items
    .filter((it) => it.action !== 'create' && it.whose.kind !== serviceLinkedRole.type)
    .map((it) => it.whose.name);
  return { calls: settled(calls), read, status, left, standing };
}

/** Between two changes only the last of equal questions: polling tells nothing about another cloud's times. */
function settled(calls: readonly Recorded[]): Recorded[] {
  const kept: Recorded[] = [];
  let since = new Map<string, number>();
  for (const call of calls) {
    const name = nameOf(call);
    if (!isRead(call.command.constructor.name)) since = new Map();
    const question = `${name} ${JSON.stringify(call.command.input)}`;
    const before = since.get(question);
    if (before !== undefined) kept[before] = call;
    else {
      if (isRead(call.command.constructor.name)) since.set(question, kept.length);
      kept.push(call);
    }
  }
  return kept;
}
