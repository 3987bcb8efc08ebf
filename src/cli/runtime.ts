import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
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
import { Problem } from '../model/problem.js';
import type { Event } from '../report/events.js';
import { printProblem } from '../report/problem.js';
import { createReporter, type Reporter } from '../report/reporter.js';
import { openJournal } from '../state/journal.js';
import { type Lock, takeLock } from '../state/lock.js';
import { chooseLanguage, wordsOf } from '../text/language.js';
import type { Words } from '../text/words.js';
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
}

/** How a command wants its run. */
export interface RunWish {
  readonly command: 'up' | 'status' | 'destroy';
  /** Whether it changes anything: then it holds the lock. */
  readonly changes: boolean;
  /** Renders nothing but the end; for commands whose answer is data. */
  readonly quiet?: boolean;
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
  const words = await wordsOf(chooseLanguage(options.lang, process.env));
  const color = useColor(options);
  const reporter = createReporter({
    kind: reporterKind(wish, options),
    words,
    stdout: process.stdout,
    stderr: process.stderr,
    color,
    columns: () => process.stderr.columns ?? 200,
    clock: systemClock,
  });
  const halt = new AbortController();
  const stopListening = listenForStop(halt, wish.command, reporter.report);
  let lock: Lock | undefined;
  let config: Config | undefined;
  let aws: AwsOptions | undefined;
  let place: LocalPlace | undefined;
  try {
    const loaded = await loadConfig({
      file: options.config,
      cwd: process.cwd(),
      overrides: { name: options.name, region: options.region },
      env: process.env,
    });
    config = loaded.config;
    if (options.local) place = await placeLocally(config, process.cwd(), halt.signal);
    if (place) {
      config = place.config;
      const { endpoint, sampleInsteadOf } = place;
      reporter.report({ type: 'local.start', endpoint, ...(sampleInsteadOf && { sampleInsteadOf }) });
    }
    aws = destination(options, config, place);
    const clients = connect(aws);
    const { Account = '' } = await clients.sts.send(new GetCallerIdentityCommand({}));
    const binding = {
      account: Account,
      region: config.region,
      // The local cloud's port may change; its state file lies in its own folder.
      ...(aws.endpoint && { endpoint: place ? 'local' : aws.endpoint }),
      stack: config.name,
    };
    const file = stateFile(options, config);
    reporter.report({ type: 'run.start', command: wish.command, ...binding });
    if (wish.changes) {
      lock = await takeLock(file, wish.command);
      if (lock.takenOver)
        reporter.report({ type: 'lock.taken-over', pid: lock.takenOver.pid, command: lock.takenOver.command });
    }
    const journal = await openJournal(file, binding, wish.changes ? 'change' : 'look');
    if (journal.fromBackup) reporter.report({ type: 'state.from-backup', file });
    let changes = 0;
    const report = (event: Event) => {
      if (event.type === 'resource.done' && ['create', 'change', 'remove'].includes(event.action)) changes += 1;
      reporter.report(event);
    };
    const runtime: Runtime = {
      owner: { stack: config.name, region: config.region, tags: config.tags },
      account: Account,
      config,
      aws: clients,
      looking: lookingAt(clients, systemClock.now),
      lookAnew: () => lookingAt(clients, systemClock.now),
      journal,
      clock: systemClock,
      report,
      halt,
      classify: (error) => ({ fault: classify(error), ...partsOf(error) }),
      patience: place ? patienceLocally : patienceFor,
      newToken: randomUUID,
    };
    return await work({ runtime, config, words, reporter, color, changes: () => changes, started: systemClock.now() });
  } catch (error) {
    const problem = problemOf(error, { region: config?.region ?? '', endpoint: aws?.endpoint });
    reporter.close();
    if (!problem) throw error;
    printProblem(problem, {
      words,
      stderr: process.stderr,
      color,
      columns: process.stderr.columns ?? 200,
      json: options.json === true,
      stdout: process.stdout,
      command: wish.command,
    });
    return problem instanceof Problem && problem.code === 'interrupted' ? exitCodes.interrupted : exitCodes.failed;
  } finally {
    await lock?.release();
    // A look must not leave a local cloud behind that was not there before.
    if (place?.isNew && !wish.changes) await leaveLocally(process.cwd());
    stopListening();
    reporter.close();
  }
}

/** Where the calls go: AWS, an endpoint from the environment, or the local cloud. */
function destination(options: CommonOptions, config: Config, place: LocalPlace | undefined): AwsOptions {
  if (place) return { region: place.region, endpoint: place.endpoint, credentials: place.credentials };
  const endpoint = process.env.AWS_ENDPOINT_URL;
  return { region: config.region, ...(options.profile && { profile: options.profile }), ...(endpoint && { endpoint }) };
}

/** The state file: `--state`, else one per stack below the working folder. */
function stateFile(options: CommonOptions, config: Config): string {
  return (
    options.state ??
    join(process.cwd(), '.meibo-infra', ...(options.local ? ['local'] : []), `${config.name}.state.json`)
  );
}

function useColor(options: CommonOptions): boolean {
  if (options.color === false || process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== '0';
  return process.stderr.isTTY === true;
}

function reporterKind(wish: RunWish, options: CommonOptions): 'spinner' | 'lines' | 'json' | 'silent' {
  if (wish.quiet) return 'silent';
  if (options.json) return 'json';
  return process.stderr.isTTY && !process.env.CI ? 'spinner' : 'lines';
}
