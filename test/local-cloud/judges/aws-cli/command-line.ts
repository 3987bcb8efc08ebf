import { execFileSync, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { runProgram } from '../../../support/bin.js';

/** A finished `aws` command. */
interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The `aws` command line against one endpoint; a command is written as in a shell, arguments with spaces come after it. */
export interface AwsCli {
  /** What a successful command prints, trimmed; rejects with its complaint otherwise. */
  text(line: string, ...more: string[]): Promise<string>;
  /** The same, parsed; an empty object when it prints nothing. */
  json(line: string, ...more: string[]): Promise<Record<string, unknown>>;
  /** The code of the error that AWS is to answer with; rejects when the command succeeds or does not get as far as that. */
  refused(line: string, ...more: string[]): Promise<string>;
  /** Commands that were run so far. */
  count(): number;
  close(): void;
}

/** Whether `aws` is on this machine. */
export function hasAwsCli(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The Python that runs `aws` where it was installed with pip; undefined where it is one frozen program. */
function pythonOfAws(): string | undefined {
  try {
    const python = ['-c', 'import sys, awscli.clidriver; print(sys.executable)'];
    const line = execFileSync('sh', ['-c', 'head -n 1 "$(pyenv which aws 2>/dev/null || command -v aws)"'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString('latin1');
    const [, program] = /^#!\s*(\S*python\S*)/.exec(line) ?? [];
    return (
      program &&
      execFileSync(program, python, { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim()
    );
  } catch {
    return undefined;
  }
}

/** All commands in one process, one after the other. */
function oneProcess(python: string, env: NodeJS.ProcessEnv) {
  const child = spawn(python, [resolve(import.meta.dirname, 'command-line.py')], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const run = (args: string[]): Promise<Answer> => {
    const next = last.then(async () => {
      child.stdin.write(`${JSON.stringify(args)}\n`);
      const { value } = await lines.next();
      if (value === undefined) throw new Error('command-line.py ended');
      return JSON.parse(value) as Answer;
    });
    last = next.catch(() => undefined);
    return next;
  };
  return { run, close: () => void child.stdin.end() };
}

/** A process for each command. */
function manyProcesses(env: Record<string, string>) {
  const run = async (args: string[]): Promise<Answer> => {
    const { code, stdout, stderr } = await runProgram('aws', args, { cwd: '/', env });
    return { code: code ?? -1, out: stdout, err: stderr };
  };
  return { run, close: () => undefined };
}

/** Opens the command line on an endpoint. */
export function openAwsCli(endpoint: string): AwsCli {
  const env = {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'ap-northeast-1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    PYTHONIOENCODING: 'utf-8',
  };
  const python = pythonOfAws();
  const { run, close } = python ? oneProcess(python, { ...process.env, ...env }) : manyProcesses(env);
  let commands = 0;
  const call = async (line: string, more: string[]) => {
    commands += 1;
    const answer = await run([...line.split(' '), ...more]);
    return { ...answer, command: `aws ${line} ${more.join(' ')}` };
  };
  const text = async (line: string, ...more: string[]) => {
    const { code, out, err, command } = await call(line, more);
    if (code !== 0) throw new Error(`${command}\n${err}`);
    return out.trim();
  };
  return {
    text,
    json: async (line, ...more) => JSON.parse((await text(line, ...more)) || '{}'),
    async refused(line, ...more) {
      const { code, err, command } = await call(line, more);
      const [, name] = /An error occurred \(([^)]+)\)/.exec(err) ?? [];
      if (code === 0 || !name) throw new Error(`${command}: no refusal\n${err}`);
      return name;
    },
    count: () => commands,
    close,
  };
}
