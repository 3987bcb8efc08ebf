import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process';
import { withDockerConfig } from '../../../image/docker-config.js';

/** What docker refused, in its own words. */
export class DockerFault extends Error {}

/** The docker client. */
export interface Docker {
  /** Runs a command to its end and returns its output, trimmed. Rejects with DockerFault. */
  run(args: readonly string[], more?: { readonly input?: string; readonly env?: NodeJS.ProcessEnv }): Promise<string>;
  /** Starts a command whose output is a stream, or goes where `stdio` says. */
  follow(args: readonly string[], stdio?: StdioOptions): Promise<ChildProcess>;
  close(): Promise<void>;
}

/** How long one command may take, milliseconds; pulling a large image is the longest. */
const PATIENCE = 600_000;
const MOST_OUTPUT = 16 * 1024 * 1024;

/** Docker says the reason last, after a prefix that helps nobody. */
const reasonIn = (said: string, otherwise: string): string => {
  const lines = said.split('\n').filter((line) => line.trim() !== '' && !/^See '|^Run '/.test(line));
  return (lines.at(-1) ?? otherwise).replace(/^(docker: )?(Error response from daemon: )?/, '').trim();
};

/** A client with a configuration of its own: the user's credentials and credential helpers are never touched. `signal` ends its commands. */
export function openDocker(path: string, env: NodeJS.ProcessEnv = process.env, signal?: AbortSignal): Docker {
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let lent: Promise<void> = Promise.resolve();
  let lending: Promise<NodeJS.ProcessEnv> | undefined;
  const ownEnv = (): Promise<NodeJS.ProcessEnv> => {
    lending ??= new Promise((resolve, reject) => {
      lent = withDockerConfig(env, (own) => {
        resolve(own);
        return released;
      }).catch(reject);
    });
    return lending;
  };
  return {
    async run(args, { input = '', env: added = {} } = {}) {
      const own = await ownEnv();
      return await new Promise((resolve, reject) => {
        const options = { env: { ...own, ...added }, timeout: PATIENCE, maxBuffer: MOST_OUTPUT, signal };
        const child = execFile(path, [...args], options, (error, stdout, stderr) => {
          if (error) reject(new DockerFault(reasonIn(stderr.trim() || stdout, error.message)));
          else resolve(stdout.trim());
        });
        child.stdin?.on('error', () => {});
        child.stdin?.end(input);
      });
    },
    async follow(args, stdio = ['ignore', 'pipe', 'pipe']) {
      return spawn(path, args, { env: await ownEnv(), stdio });
    },
    async close() {
      release();
      await lent;
    },
  };
}
