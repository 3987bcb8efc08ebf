import { look } from '../engine/up.js';
import { renderStatus } from '../report/status.js';
import { type StatusView, statusJson } from '../report/status-view.js';
import { kindOf } from '../resources/index.js';
import { findHolder } from '../state/lock.js';
import { collectStatus } from '../status/collect.js';
import { steps } from '../steps/index.js';
import { stateFile } from './decide.js';
import { localDatabase } from './local-place.js';
import { exitCodes, type StatusOptions } from './options.js';
import { styleOf } from './output.js';
import { type Run, withRun } from './runtime.js';
import { probe } from './url.js';

/** How often `--watch` looks; milliseconds. */
const rhythm = 5000;

/** `meibo-infra status`: what stands, what is healthy, what drifted. Returns the exit code. */
export function status(options: StatusOptions): Promise<number> {
  return withRun({ command: 'status', changes: false, quiet: true }, options, async (run) => {
    for (;;) {
      const file = stateFile(options, run.runtime.config);
      const view = await named(await see(run, file), options);
      show(view, run, options);
      if (!options.watch) return view.overall === 'well' ? exitCodes.asWanted : exitCodes.notAsWanted;
      await run.runtime.clock.sleep(rhythm, run.runtime.halt.signal);
    }
  });
}

/** On the local cloud the table tells what answers in place of RDS. */
async function named(view: StatusView, { local }: StatusOptions): Promise<StatusView> {
  const { database } = view;
  const real = local && database && (await localDatabase(process.cwd(), database.id));
  return real ? { ...view, database: { ...database, ...real } } : view;
}

async function see({ runtime }: Run, file: string): Promise<StatusView> {
  // Every round looks anew.
  const fresh = { ...runtime, looking: runtime.lookAnew() };
  const seen = await look(fresh, steps, kindOf, 'look');
  const names = steps.map((it) => it.name);
  const [view, holder] = await Promise.all([collectStatus(fresh, seen, names, probe), findHolder(file)]);
  return holder ? { ...view, underWay: { command: holder.command, pid: holder.pid } } : view;
}

function show(view: StatusView, { words }: Run, options: StatusOptions): void {
  const { stdout } = process;
  if (options.json) {
    stdout.write(options.watch ? `${JSON.stringify(view)}\n` : `${statusJson(view)}\n`);
    return;
  }
  const lines = renderStatus(view, { words, ...styleOf(options) });
  // A watched terminal shows one picture, not a roll of them: home, then clear what is below.
  if (options.watch && stdout.isTTY) stdout.write('\u001b[H\u001b[J');
  stdout.write(`${lines.join('\n')}\n`);
}
