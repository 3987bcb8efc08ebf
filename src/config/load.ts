import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fail } from '../model/problem.js';
import { explainIssues } from './explain.js';
import { faultyPlace } from './json-place.js';
import { type Config, configSchema } from './schema.js';

/** The file that is read when none is named and there is one. */
export const configFileName = 'meibo-infra.config.json';

/** Where a config comes from. */
export interface ConfigSources {
  /** `--config`, relative to `cwd`; then it must be there. */
  readonly file?: string;
  readonly cwd: string;
  readonly overrides?: { readonly name?: string; readonly region?: string };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the config and fills in the defaults; `file` is the one that was read. Stops with every fault at once. Paths in it come
 * back absolute: they are meant relative to the file.
 */
export async function loadConfig(sources: ConfigSources): Promise<{ config: Config; file?: string }> {
  const { cwd, overrides = {}, env } = sources;
  const file = resolve(cwd, sources.file ?? configFileName);
  const text = await readText(file, sources.file !== undefined);
  const written = text === undefined ? {} : parse(file, text);
  const raw = isRecord(written) ? withOverrides(written, overrides, env) : written;
  const result = configSchema.safeParse(raw);
  const read = text === undefined ? {} : { file };
  if (!result.success) fail('config-invalid', { ...read, faults: explainIssues(result.error.issues, raw) });
  return { config: withAbsolutePaths(result.data, text === undefined ? cwd : dirname(file)), ...read };
}

async function readText(file: string, needed: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return needed ? fail('config-missing', { file }, error) : undefined;
    return fail('config-unreadable', { file, reason: code ?? message }, error);
  }
}

/** Editors on Windows put a byte order mark in front, which JSON does not know. */
function parse(file: string, text: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    const place = faultyPlace(json);
    const reason = place
      ? `line ${place.line}, column ${place.column}: ${place.expected} expected`
      : (error as Error).message;
    return fail('config-unreadable', { file, reason }, error);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function withOverrides(
  { $schema: _schema, ...written }: Record<string, unknown>,
  { name, region }: { name?: string; region?: string },
  env: ConfigSources['env'],
): Record<string, unknown> {
  const fromEnv = env.AWS_REGION || env.AWS_DEFAULT_REGION;
  return {
    ...(fromEnv && { region: fromEnv }),
    ...written,
    ...(name !== undefined && { name }),
    ...(region !== undefined && { region }),
  };
}

function withAbsolutePaths(config: Config, base: string): Config {
  const { image } = config;
  if ('path' in image) return { ...config, image: { ...image, path: resolve(base, image.path) } };
  if ('archive' in image) return { ...config, image: { ...image, archive: resolve(base, image.archive) } };
  return config;
}
