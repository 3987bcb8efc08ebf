import { chooseDatabase, type DatabaseChoice } from '../local-cloud/choose-database.js';
import {
  findLocalCloud,
  type LocalCloud,
  lookForDaemon,
  lookInside,
  startLocalCloud,
  stopLocalCloud,
  type TaskRuntime,
  toCloud,
  type WeatherName,
} from '../local-cloud/daemon/client.js';
import { demandDocker } from '../local-cloud/demand-docker.js';
import { Problem } from '../model/problem.js';
import { printProblem } from '../report/problem.js';
import { chooseLanguage, wordsOf } from '../text/language.js';
import { speechOf } from '../text/speech.js';
import type { Words } from '../text/words.js';
import { localFolder } from './local-place.js';
import { exitCodes } from './options.js';

/** Options of the `local` commands. */
export interface LocalOptions {
  readonly region?: string;
  readonly lang?: string;
  readonly json?: boolean;
  readonly runtime?: TaskRuntime;
  readonly weather?: WeatherName;
  readonly database?: DatabaseChoice;
}

type Work = (folder: string, words: Words) => Promise<number>;

async function withWords(command: string, options: LocalOptions, work: Work): Promise<number> {
  const words = await wordsOf(chooseLanguage(options.lang, process.env));
  try {
    return await work(localFolder(process.cwd()), words);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { stderr, stdout } = process;
    const columns = stderr.columns ?? 80;
    printProblem(error, { words, stderr, stdout, color: false, columns, json: options.json, command });
    return exitCodes.failed;
  }
}

const factsOf = ({ endpoint, region, pid, since, folder, logFile, runtime, weather }: LocalCloud) => {
  return { running: true, endpoint, region, pid, since, folder, logFile, runtime, weather };
};

async function show(cloud: LocalCloud, { local }: Words, json = false): Promise<void> {
  const { tasks, databases } = (await lookInside(cloud.folder)) ?? { tasks: [], databases: [] };
  const lines = [
    local.runs(cloud),
    local.folder(cloud.folder),
    local.log(cloud.logFile),
    local.weather(cloud.weather),
    ...databases.map(local.database),
    ...tasks.map(local.task),
    local.hint,
  ];
  process.stdout.write(`${json ? JSON.stringify({ ...factsOf(cloud), tasks, databases }) : lines.join('\n')}\n`);
}

/** `meibo-infra local start`: starts the local cloud of the working folder, or finds it. Returns the exit code. */
export const localStart = (options: LocalOptions): Promise<number> =>
  withWords('local start', options, async (folder, words) => {
    const region = options.region || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
    const { runtime, weather, database } = options;
    if (runtime === 'docker') await demandDocker('--runtime');
    const onPull = (image: string) =>
      process.stderr.write(`${words.events['local.pull']({ type: 'local.pull', image }, speechOf(words))}\n`);
    if (database) await chooseDatabase(folder, database, { onPull });
    const wish = { folder, ...(region && { region }), ...(runtime && { runtime }), ...(weather && { weather }) };
    await show(await startLocalCloud(wish), words, options.json);
    return exitCodes.asWanted;
  });

/** `meibo-infra local stop`: stops it and keeps its world. Returns the exit code. */
export const localStop = (options: LocalOptions): Promise<number> =>
  withWords('local stop', options, async (folder, { local }) => {
    const ran = await stopLocalCloud(folder);
    process.stderr.write(`${ran ? local.stopped : local.absent}\n`);
    return exitCodes.asWanted;
  });

/** `meibo-infra local status`: tells whether it runs and where. Returns the exit code. */
export const localStatus = (options: LocalOptions): Promise<number> =>
  withWords('local status', options, async (folder, words) => {
    const sight = await lookForDaemon(folder);
    if (sight.state === 'answers') {
      await show(toCloud(folder, sight.record), words, options.json);
      return exitCodes.asWanted;
    }
    const isSilent = sight.state === 'silent';
    const pid = sight.state === 'absent' ? {} : { pid: sight.record.pid };
    if (options.json)
      process.stdout.write(
        `${JSON.stringify({ running: isSilent, ...(isSilent && { answers: false }), ...pid, folder })}\n`,
      );
    else if (sight.state === 'absent') process.stderr.write(`${words.local.absent}\n`);
    else process.stderr.write(`${words.local[sight.state](sight.record.pid)}\n`);
    return exitCodes.notAsWanted;
  });

/** `meibo-infra local env`: prints the exports that point the aws CLI and Terraform at it. Returns the exit code. */
export const localEnv = (options: LocalOptions): Promise<number> =>
  withWords('local env', options, async (folder, { local }) => {
    const cloud = await findLocalCloud(folder);
    if (!cloud) {
      process.stderr.write(`${local.absent}\n`);
      return exitCodes.failed;
    }
    const variables = {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
      AWS_REGION: cloud.region,
      // The aws CLI of version 1 knows no other.
      AWS_DEFAULT_REGION: cloud.region,
    };
    // Left in place, they would win over these keys or be sent along with them.
    const others = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN'];
    const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);
    // Without quotation marks, the shell's `eval` makes one line of them all.
    process.stdout.write([`unset ${others.join(' ')}`, ...lines].map((it) => `${it};\n`).join(''));
    return exitCodes.asWanted;
  });

/** The `local` commands by name. */
export const localCommands = { start: localStart, stop: localStop, status: localStatus, env: localEnv } as const;
