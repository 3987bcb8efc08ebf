import { isRead } from '../../src/aws/looking.js';
import { problemOf } from '../../src/aws/refusals.js';
import type { Config } from '../../src/config/schema.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { Problem } from '../../src/model/problem.js';
import { endGateways, failGateways, forecast, interfereBy, paced } from './bad-weather.js';
import { drift } from './drift.js';
import { type Ended, type Machine, makeMachine } from './machine.js';
import { differences, portrait } from './portrait.js';
import { type Random, randomFrom } from './random.js';
import { configOf } from './stack.js';

/** Longer than anything that AWS still lists after its end; seconds. */
const longAfter = 100_000;

const image = (letter: string) => ({ uri: `127.0.0.1:5000/api@sha256:${letter.repeat(64)}` });

/** What a user may change between two runs: one value of each, by chance. */
function drawConfig(random: Random): Record<string, unknown> {
  const [cpu, memory] = random.pick([
    [256, 512],
    [512, 1024],
  ] as const);
  return {
    image: image(random.pick(['a', 'b'])),
    network: { natGateways: random.pick(['one', 'per-zone']) },
    loadBalancer: { port: random.pick([80, 8080]), healthCheck: { path: random.pick(['/health', '/']) } },
    container: { cpu, memory },
    scaling: random.pick([
      { min: 2, max: 4 },
      { min: 1, max: 3 },
      { min: 2, max: 4, cpuPercent: 50 },
    ]),
    database: { backupRetentionDays: random.pick([0, 1]) },
  };
}

const portraits = new Map<string, ReturnType<typeof portrait>>();

/** How many tasks there are is the scaler's to say, within its bounds; a `Name` tag is a label that `up` leaves to the user. */
function withoutTasks(drawn: ReturnType<typeof portrait>): ReturnType<typeof portrait> {
  const tags = drawn['ec2 tags'];
  const labelled = {
    ...drawn,
    'ec2 tags': Array.isArray(tags) ? tags.map((it) => String(it).replace(/"Name":"[^"]*",/, '')) : tags,
  };
  const text = JSON.stringify(labelled, (key, value) =>
    key === 'ecs tasks' || key === 'desired' || key === 'ecs tags' || key === 'targets' || key === 'ec2 interfaces'
      ? undefined
      : value,
  );
  return JSON.parse(text) as ReturnType<typeof portrait>;
}

/** What an undisturbed `up` of a config makes. */
async function reference(config: Config): Promise<ReturnType<typeof portrait>> {
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

/** Resources of one key of which more than one lives. */
function doubles({ world }: Machine): string[] {
  const { tags, natGateways } = world.of(ec2Slice);
  const seen = new Map<string, number>();
  for (const [id, { 'meibo-infra:key': key }] of Object.entries(tags)) {
    if (!key || /^(deleting|deleted|failed)$/.test(natGateways[id]?.state ?? '') || natGateways[id]?.failureCode)
      continue;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen].filter(([, count]) => count > 1).map(([key, count]) => `${count} of ${key}`);
}

/** Resources that live and that the state file does not know. */
function strangers({ world, file }: Machine): string[] {
  const { tags, natGateways } = world.of(ec2Slice);
  return Object.entries(tags).flatMap(([id, { 'meibo-infra:key': key }]) => {
    if (!key || /^(deleting|deleted|failed)$/.test(natGateways[id]?.state ?? '')) return [];
    const entry = file.get(key);
    return entry && (entry.id === id || entry.id === undefined) ? [] : [`${id} (${key})`];
  });
}

/** A run may end with a problem that the user can act on; anything else is a defect. */
function isDefect({ how, reason }: Ended): boolean {
  if (how !== 'failed') return false;
  return !(reason instanceof Problem) && problemOf(reason, { region: 'ap-northeast-1' }) === undefined;
}

const say = ({ how, reason }: Ended): string => {
  if (how !== 'failed') return how;
  const { code, facts } = (problemOf(reason, { region: '' }) ?? {}) as { code?: string; facts?: object };
  return code ? `${code} ${JSON.stringify(facts).slice(0, 400)}` : String((reason as Error)?.stack ?? reason);
};

/** What came of one seed: how it went, line by line, and what was wrong. */
export interface Story {
  readonly lines: readonly string[];
  readonly defects: readonly string[];
  readonly runs: number;
}

/** Lives through a random sequence of runs in bad weather, then lets the sun shine and looks what is left of it. */
export async function live(seed: number, tell: (line: string) => void = () => {}): Promise<Story> {
  const random = randomFrom(seed);
  const lines: string[] = [];
  const defects: string[] = [];
  let runs = 0;
  let befall = (_call: { service: string; operation: string }): void => {};
  let interfere: ReturnType<typeof interfereBy> = () => undefined;
  let stillborn = 0;
  const factor = random.pick([0, 0.01, 0.01, 0.1]);
  const machine = makeMachine({
    weather: paced(seed, factor),
    interfere: (call) => interfere(call),
    way: {
      before: (call) => befall(call),
      after: ({ operation }) => operation === 'CreateNatGateway' && failGateways(machine.world, random, stillborn),
    },
  });
  let wish = drawConfig(random);
  let config = configOf(wish);
  let lost = false;
  const note = (line: string) => {
    lines.push(`${new Date(machine.clock.now()).toISOString().slice(11, 19)} ${line}`);
    tell(lines.at(-1) ?? '');
  };
  const wrong = (what: string) => {
    note(`WRONG: ${what}`);
    defects.push(what);
  };
  const run = async (command: 'up' | 'destroy') => {
    const weather = forecast(random);
    interfere = interfereBy(random, weather);
    stillborn = weather.stillborn;
    const process = machine.start(config);
    const fate = random.pick(['none', 'none', 'kill', 'kill', 'stop', 'jump'] as const);
    const at = random.below(command === 'up' ? 60 : 50);
    let changes = 0;
    befall = ({ operation }) => {
      if (isRead(operation)) return;
      changes += 1;
      if (changes !== at) return;
      if (fate === 'kill') process.kill();
      if (fate === 'stop') process.runtime.halt.abort(new Problem('interrupted', { command }));
      if (fate === 'jump') process.skew(random.pick([-3_600_000, -60_000, 60_000, 3_600_000]));
    };
    let writes = 0;
    machine.onWrite = () => {
      writes += 1;
      if (fate === 'kill' && at % 2 === 1 && writes === at) process.kill();
    };
    const ended = await machine[command](config, process);
    runs += 1;
    await machine.quiet();
    befall = () => {};
    machine.onWrite = undefined;
    interfere = () => undefined;
    stillborn = 0;
    note(`${command} in ${JSON.stringify(weather)}, ${fate} at ${at}: ${say(ended)}`);
    if (isDefect(ended)) wrong(`${command} ended with what is no problem of the user's: ${say(ended)}`);
    const many = doubles(machine);
    if (many.length > 0) wrong(`after ${command}: ${many.join(', ')}`);
    const unknown = lost ? [] : strangers(machine);
    if (unknown.length > 0) wrong(`after ${command} the state file does not know ${unknown.join(', ')}`);
    if (ended.how === 'done') lost = false;
  };

  await run('up');
  for (let left = 2 + random.below(4); left > 0; left -= 1) {
    const what = random.pick([
      'up',
      'up',
      'up',
      'destroy',
      'lose',
      'config',
      'config',
      'drift',
      'drift',
      'wait',
    ] as const);
    if (what === 'up' || what === 'destroy') await run(what);
    else if (what === 'lose') {
      // Nobody loses the file within the seconds in which AWS does not show what it has just made.
      await machine.wait(60);
      machine.file.clear();
      lost = true;
      note('state file lost');
    } else if (what === 'config') {
      const changed = drawConfig(random);
      const member = random.pick(Object.keys(changed));
      wish = { ...wish, [member]: changed[member] };
      config = configOf(wish);
      note(`config: ${member} ${JSON.stringify(changed[member])}`);
    } else if (what === 'drift') {
      await machine.wait(0);
      note(`drift: ${drift(machine.world, random)}`);
    } else {
      const seconds = random.pick([5, 300, 7200]);
      await machine.wait(seconds);
      note(`${seconds} s later`);
    }
  }

  endGateways(machine.world);
  if (random.next() < 0.7) {
    const calm = await machine.up(config);
    runs += 1;
    note(`calm up: ${say(calm)}`);
    if (calm.how !== 'done') wrong(`in calm weather up ended: ${say(calm)}`);
    else {
      const before = machine.changes().length;
      const again = await machine.up(config);
      runs += 1;
      const changed = machine.changes().slice(before);
      if (again.how !== 'done') wrong(`a second up ended: ${say(again)}`);
      if (changed.length > 0) wrong(`a second up changed: ${changed.join(', ')}`);
      if (!machine.passwordsFit()) wrong('the database does not take the password that is stored');
      const off = differences(withoutTasks(portrait(machine.world)), await reference(config));
      if (off.length > 0) wrong(`the world is not as wanted: ${off.join('\n    ').slice(0, 2000)}`);
    }
  }
  const end = await machine.destroy(config);
  runs += 1;
  note(`calm destroy: ${say(end)}`);
  if (end.how !== 'done') wrong(`in calm weather destroy ended: ${say(end)}`);
  else {
    if (end.left && end.left.length > 0) wrong(`destroy left ${JSON.stringify(end.left)}`);
    if (machine.file.size > 0) wrong(`the state file still tells of ${[...machine.file.keys()].join(', ')}`);
    await machine.wait(longAfter);
    const left = differences(portrait(machine.world), {});
    if (left.length > 0) wrong(`the world is not empty: ${left.join('\n    ').slice(0, 2000)}`);
  }
  return { lines, defects, runs };
}
