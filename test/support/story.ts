import { isRead } from '../../src/aws/looking.js';
import type { LoggedCall } from '../../src/local-cloud/cloud.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { ecsSlice } from '../../src/local-cloud/services/ecs/store.js';
import { Problem } from '../../src/model/problem.js';
import { endGateways, failGateways, faults, forecast, interfereBy, paced } from './bad-weather.js';
import { allServices } from './cloud.js';
import { drift, driftable, isNameless } from './drift.js';
import { doubles, isDefect, say, strangers, stumbles, undisturbed, withoutTasks } from './invariants.js';
import { lateKinds, showLate } from './late-show.js';
import { makeMachine } from './machine.js';
import { differences, portrait } from './portrait.js';
import { randomFrom } from './random.js';
import { configOf } from './stack.js';
import { makeTally, type Tally } from './tally.js';
import { changeable, changeWish, drawWish } from './wishes.js';

/** Longer than anything that AWS still lists after its end; seconds. */
const longAfter = 100_000;

const jumps = [-3_600_000, -60_000, 60_000, 3_600_000];
const jumpOf = (ms: number) => `the clock jumps ${ms / 60_000} minutes`;
const ends = ['up is killed', 'destroy is killed', 'up is interrupted', 'destroy is interrupted', 'state file lost'];

/** What AWS does of itself, by the call that meets it. */
const surroundings: Readonly<Record<string, (call: LoggedCall) => boolean>> = {
  'a role has not spread yet': (it) => it.operation === 'RegisterTaskDefinition' && it.error === 'ClientException',
  'an absent service-linked role is made': (it) => it.operation === 'CreateServiceLinkedRole' && it.status === 200,
  'network interfaces linger': (it) =>
    /^Delete(SecurityGroup|Subnet)$/.test(it.operation) && it.error === 'DependencyViolation',
};

const draining = 'a draining service is looked at';
const ec2Kinds = [
  ...['vpc-', 'subnet-', 'igw-', 'eipalloc-', 'nat-', 'rtb-', 'rtbassoc-', 'sg-', 'sgr-', 'vpce-'],
  ...['an attachment', 'a route'],
];

/** The kind of what stands in EC2's `hidden`. */
function ec2KindOf(key: string): string {
  const part = key.split(' ')[1];
  if (part === undefined) return key.slice(0, key.indexOf('-') + 1);
  return part === 'attachment' ? 'an attachment' : 'a route';
}

/** What a second run may ask for once more where the first one's change does not show yet: AWS has it and says so. */
const refusedTwice = ['AuthorizeSecurityGroupIngress', 'CreateRoute', 'ReplaceRoute', 'AssociateRouteTable'].map(
  (it) => `ec2 ${it}`,
);

/** After so many seconds all that EC2 showed late shows. */
const longestLag = 5;

/** Counts what befalls; announces all that is to befall within a thousand stories. */
export function tallyOfStories(): Tally {
  const tally = makeTally();
  tally.expect(faults);
  tally.expect([...Object.keys(surroundings), draining]);
  tally.expect([...ec2Kinds, ...lateKinds].map((it) => `${it} shows late`));
  tally.expect([...jumps.map(jumpOf), ...ends]);
  tally.expect(changeable.map((it) => `config: ${it}`));
  tally.expect(driftable.map((it) => `drift: ${it}`));
  return tally;
}

/** What came of one seed: how it went, line by line, and what was wrong. */
export interface Story {
  readonly lines: readonly string[];
  readonly defects: readonly string[];
  readonly runs: number;
}

/** Lives through a random sequence of runs in bad weather, then lets the sun shine and looks what is left of it. */
export async function live(seed: number, { count }: Tally, tell: (line: string) => void = () => {}): Promise<Story> {
  const random = randomFrom(seed);
  const lines: string[] = [];
  const defects: string[] = [];
  let runs = 0;
  let befall = (_call: { service: string; operation: string }): void => {};
  let interfere: ReturnType<typeof interfereBy> = () => undefined;
  let stillborn = 0;
  const weather = paced(seed, random.pick([0, 0.01, 0.01, 0.1]));
  const late = new Set<string>();
  const machine = makeMachine({
    weather,
    interfere: (call) => interfere(call),
    services: () =>
      showLate(
        allServices,
        () => weather.delay('ec2.visible'),
        (kind) => count(`${kind} shows late`),
      ),
    way: {
      before: (call) => befall(call),
      after(call) {
        if (call.operation === 'CreateNatGateway') failGateways(machine.world, random, stillborn, count);
        for (const [what, fits] of Object.entries(surroundings)) if (fits(call)) count(what);
        for (const id of Object.keys(machine.world.of(ec2Slice).hidden)) {
          if (!late.has(id)) count(`${ec2KindOf(id)} shows late`);
          late.add(id);
        }
        if (call.operation !== 'DescribeServices') return;
        const services = Object.values(machine.world.of(ecsSlice).services);
        if (services.some((it) => it.status === 'DRAINING')) count(draining);
      },
      lost(what) {
        const how = random.next() < 0.3 ? 'timeout' : 'reset';
        count(`${what} lost: ${how === 'reset' ? 'connection reset' : how}`);
        return how;
      },
    },
  });
  let wish = drawWish(random);
  let config = configOf({ ...wish });
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
    interfere = interfereBy(random, weather, count);
    stillborn = weather.stillborn;
    const process = machine.start(config);
    const fate = random.pick(['none', 'none', 'kill', 'kill', 'stop', 'jump'] as const);
    const at = random.below(command === 'up' ? 60 : 50);
    const jump = random.pick(jumps);
    let changes = 0;
    befall = ({ operation }) => {
      if (isRead(operation)) return;
      changes += 1;
      if (changes !== at) return;
      if (fate === 'kill') process.kill();
      if (fate === 'stop') process.runtime.halt.abort(new Problem('interrupted', { command }));
      if (fate === 'stop') count(`${command} is interrupted`);
      if (fate === 'jump') process.skew(jump);
      if (fate === 'jump') count(jumpOf(jump));
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
    if (ended.how === 'killed') count(`${command} is killed`);
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
      // What lost its tags, too, nothing in the world can tell from a stranger's.
      if (isNameless(machine)) continue;
      machine.file.clear();
      lost = true;
      count('state file lost');
      note('state file lost');
    } else if (what === 'config') {
      const { wish: next, changed } = changeWish(wish, random);
      wish = next;
      config = configOf({ ...wish });
      for (const each of changed) count(`config: ${each}`);
      note(`config: ${changed.join(', ') || 'nothing'} changed`);
    } else if (what === 'drift') {
      await machine.wait(0);
      const { what, done } = drift(machine, random);
      if (done) count(`drift: ${what}`);
      note(`drift: ${what}${done ? '' : ' (nothing there)'}`);
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
      const repeat = async () => {
        const before = machine.changes().length;
        const again = await machine.up(config);
        runs += 1;
        if (again.how !== 'done') wrong(`a second up ended: ${say(again)}`);
        return machine.changes().slice(before);
      };
      let changed = await repeat();
      if (changed.length > 0 && changed.every((it) => refusedTwice.includes(it))) {
        await machine.wait(longestLag);
        changed = await repeat();
      }
      if (changed.length > 0) wrong(`a second up changed: ${changed.join(', ')}`);
      const few = Object.values(machine.world.of(ecsSlice).services).filter((it) => it.desired < config.scaling.min);
      if (few.length > 0) wrong(`${few.map((it) => `${it.name} is to run ${it.desired} tasks`).join(', ')}`);
      if (!machine.passwordsFit()) wrong('the database does not take the password that is stored');
      const off = differences(withoutTasks(portrait(machine.world)), await undisturbed(config));
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
  for (const each of stumbles(machine)) wrong(`the local cloud stumbled: ${each}`);
  return { lines, defects, runs };
}
