import { randomUUID } from 'node:crypto';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type AwsOptions, connect } from '../aws/clients.js';
import { classify, partsOf } from '../aws/errors.js';
import { lookingAt } from '../aws/looking.js';
import { patienceFor, patienceLocally } from '../aws/patience.js';
import { problemOf } from '../aws/refusals.js';
import { loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import type { Runtime } from '../engine/runtime.js';
import { systemClock } from '../model/clock.js';
import { createMemory } from '../model/once.js';
import { fail, Problem } from '../model/problem.js';
import type { Event } from '../report/events.js';
import { printProblem } from '../report/problem.js';
import { createReporter, type Reporter } from '../report/reporter.js';
import { openJournal } from '../state/journal.js';
import { takeLock } from '../state/lock.js';
import type { Binding, Journal } from '../state/schema.js';
import { chooseLanguage, wordsOf } from '../text/language.js';
import type { Words } from '../text/words.js';
import { destinationOf, hiddenIn, repeated, repeatedForUp, reporterKind, stateFile, useColor } from './decide.js';
import { keepFailure } from './keep-failure.js';
import { type LocalPlace, leaveLocally, placeLocally } from './local-place.js';
import { type CommonOptions, exitCodes } from './options.js';
import { listenForStop } from './signals.js';

/** All that a command works with. */
export interface Run {
  readonly runtime: Runtime;
  readonly config: Config;
  readonly words: Words;
  readonly reporter: Reporter;
  readonly color: boolean;
  /** Resources that were made, changed or removed so far. */
  readonly changes: () => number;
  readonly started: number;
  /** Where the calls go when that is not AWS. */
  readonly endpoint?: string;
  /** Says a problem that does not end the run. */
  readonly tell: (problem: Problem) => void;
}

/** How a command wants its run. */
export interface RunWish {
  readonly command: 'up' | 'plan' | 'status' | 'verify' | 'report' | 'diagram' | 'destroy';
  /** Whether it changes anything: then it holds the lock. */
  readonly changes: boolean;
  /** Renders nothing but the end; for commands whose answer is data. */
  readonly quiet?: boolean;
}

/** What is there from the first moment on: how to speak, and how to stop. */
interface Stage {
  readonly wish: RunWish;
  readonly options: CommonOptions;
  readonly words: Words;
  readonly color: boolean;
  readonly reporter: Reporter;
  readonly halt: AbortController;
  /** Done in reverse order when the run is over, however it ended. */
  readonly atEnd: (() => unknown)[];
  /** Where the calls go, once that is known; for problems that speak of it. */
  destination: AwsOptions;
  /** The state file, once it is open to be changed. */
  journal?: Journal;
}

/**
 * Puts a run together (config, account, clients, lock, journal, reporter, signals), does the work with it and takes it apart
 * again. Every failure is told in the user's words; returns the exit code.
 */
export async function withRun(
  wish: RunWish,
  options: CommonOptions,
  work: (run: Run) => Promise<number>,
): Promise<number> {
  const stage = await setStage(wish, options);
  try {
    return await work(await assemble(stage));
  } catch (error) {
    return await tell(stage, error);
  } finally {
    for (const end of stage.atEnd.reverse()) await end();
  }
}

async function setStage(wish: RunWish, options: CommonOptions): Promise<Stage> {
  const words = await wordsOf(chooseLanguage(options.lang, process.env));
  const color = useColor(options);
  const { stdout, stderr } = process;
  const columns = () => stderr.columns ?? 200;
  const reporter = createReporter({
    kind: reporterKind(wish, options),
    words,
    stdout,
    stderr,
    color,
    columns,
    clock: systemClock,
    verbose: options.verbose === true,
  });
  const halt = new AbortController();
  const ran = { command: wish.command, ...(options.local && { local: true as const }) };
  const stopListening = listenForStop(halt, ran, reporter.report);
  return {
    wish,
    options,
    words,
    color,
    reporter,
    halt,
    atEnd: [reporter.close, stopListening],
    destination: { region: '' },
  };
}

async function assemble(stage: Stage): Promise<Run> {
  const { wish, options, words, color, reporter, halt } = stage;
  const started = systemClock.elapsed();
  const { config, place } = await readConfig(stage);
  stage.destination = destinationOf(options, config, place);
  const clients = connect(stage.destination);
  const { Account: account = '' } = await clients.sts.send(new GetCallerIdentityCommand({}));
  // The local cloud's port may change; its state file lies in its own folder.
  const endpoint = place ? 'local' : stage.destination.endpoint;
  const binding = { account, region: config.region, ...(endpoint && { endpoint }), stack: config.name };
  reporter.report({ type: 'run.start', command: wish.command, ...binding });
  const journal = await openState(stage, stateFile(options, config), binding);
  let changes = 0;
  const report = (event: Event) => {
    if (event.type === 'resource.done' && ['create', 'change', 'remove'].includes(event.action)) changes += 1;
    reporter.report(event);
  };
  const memory = createMemory();
  stage.atEnd.push(memory.end);
  const lookAnew = () => lookingAt(clients, systemClock.elapsed);
  const runtime: Runtime = {
    owner: { stack: config.name, region: config.region, tags: config.tags },
    account,
    config,
    aws: clients,
    looking: lookAnew(),
    lookAnew,
    journal,
    clock: systemClock,
    report,
    halt,
    classify: (error) => ({ fault: classify(error), ...partsOf(error) }),
    patience: place ? patienceLocally : patienceFor,
    hiddenFor: hiddenIn(place),
    newToken: randomUUID,
    once: memory.once,
  };
  return {
    runtime,
    config,
    words,
    reporter,
    color,
    changes: () => changes,
    started,
    ...(endpoint && { endpoint }),
    tell: (problem) => print(stage, problem),
  };
}

/** The config and, for `--local`, the local cloud it is to run on. */
async function readConfig({ options, reporter, halt, atEnd }: Stage): Promise<{ config: Config; place?: LocalPlace }> {
  const cwd = process.cwd();
  const { runtime, database } = options;
  for (const [option, value] of Object.entries({ '--runtime': runtime, '--database': database }))
    if (value && !options.local) fail('option-invalid', { option, value, expected: `--local ${option} ${value}` });
  const overrides = { name: options.name, region: options.region };
  const { config } = await loadConfig({ file: options.config, cwd, overrides, env: process.env });
  if (!options.local) return { config };
  const onPull = (image: string) => reporter.report({ type: 'local.pull', image });
  const place = await placeLocally(config, cwd, { runtime, database, signal: halt.signal, onPull });
  // A run that made nothing must not leave a new local cloud behind; one with something in it stays.
  if (place.isNew) atEnd.push(() => leaveLocally(cwd).catch(() => {}));
  const { endpoint, sampleInsteadOf } = place;
  if (options.region && options.region !== place.region)
    fail('option-invalid', { option: '--region', value: options.region, expected: `--region ${place.region}` });
  reporter.report({ type: 'local.start', endpoint, ...(sampleInsteadOf && { sampleInsteadOf }) });
  return { config: place.config, place };
}

/** The state file; for a command that changes something with its lock, which is given back at the end. */
async function openState(stage: Stage, file: string, binding: Binding): Promise<Journal> {
  const { wish, reporter, atEnd } = stage;
  if (wish.changes) {
    const lock = await takeLock(file, wish.command);
    atEnd.push(lock.release);
    if (lock.takenOver)
      reporter.report({ type: 'lock.taken-over', pid: lock.takenOver.pid, command: lock.takenOver.command });
  }
  const journal = await openJournal(file, binding, wish.changes ? 'change' : 'look');
  if (wish.changes) stage.journal = journal;
  if (journal.fromBackup) reporter.report({ type: 'state.from-backup', file });
  return journal;
}

/** Says what went wrong in the user's words; what is no problem of theirs is a defect of ours and goes on. */
async function tell(stage: Stage, error: unknown): Promise<number> {
  const told = problemOf(error, stage.destination);
  stage.reporter.close();
  if (!told) throw error;
  // Without a state file open to be changed nothing was begun.
  const isCalm = told.code === 'interrupted' && !stage.journal;
  const ran = { command: stage.wish.command, untouched: true } as const;
  const problem: Problem = isCalm ? new Problem('interrupted', ran) : told;
  if (stage.journal) await keepFailure(stage.journal, systemClock, problem);
  print(stage, problem);
  return problem.code === 'interrupted' ? exitCodes.interrupted : exitCodes.failed;
}

function print({ wish, options, words, color, journal }: Stage, problem: Problem): void {
  const { stdout, stderr } = process;
  const again = repeated(options);
  const upOptions = options.local ? repeatedForUp(options) : '';
  const empty = (journal?.entries().length ?? 0) === 0;
  const ran = { command: wish.command, ...(again && { options: again }), ...(upOptions && { upOptions }), empty };
  printProblem(problem, {
    words,
    stdout,
    stderr,
    color,
    columns: stderr.columns ?? 200,
    json: options.json === true,
    ...ran,
  });
}
