import { hostname } from 'node:os';

/** What the sample API is told by its environment. */
export interface Settings {
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly name: string;
  };
  readonly port: number;
  readonly listenHost: string;
  /** Which task answers: the id that the cloud passes, else the host's name. */
  readonly servedBy: string;
}

const required = ['DB_HOST', 'DB_USER', 'DB_PASSWORD', 'DB_NAME'] as const;

function readPort(name: string, text: string, lowest: number): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= lowest && port <= 65_535)) throw new Error(`${name} must be a port number, not '${text}'`);
  return port;
}

/** Reads the environment; throws an error that names every variable that is missing. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const missing = required.filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(', ')}`);
  const [, host, port] = /^([^:]+):(\d+)$/.exec(env.DB_HOST!) ?? [];
  return {
    database: {
      host: host ?? env.DB_HOST!,
      port: port ? readPort('DB_HOST', port, 1) : readPort('DB_PORT', env.DB_PORT || '3306', 1),
      user: env.DB_USER!,
      password: env.DB_PASSWORD!,
      name: env.DB_NAME!,
    },
    port: readPort('PORT', env.PORT || '80', 0),
    listenHost: env.LISTEN_HOST || '0.0.0.0',
    servedBy: (env.TASK_ID || hostname()).replace(/[^\x21-\x7e]/g, '-').slice(0, 200),
  };
}
