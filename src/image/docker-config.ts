import { existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withTemporary } from './temporary.js';

/** What is taken over from the user's own configuration: never `auths`, `credsStore` or `credHelpers`. */
const KEPT = ['currentContext', 'proxies', 'cliPluginsExtraDirs'] as const;

/**
 * Runs with a Docker configuration of our own (mode 0700, removed in the end), so that no credential helper is ever called.
 * Contexts and plug-ins of the user stay in reach: without them Docker Desktop, Colima and buildx would not be found.
 */
export async function withDockerConfig<T>(
  env: NodeJS.ProcessEnv,
  use: (env: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  return withTemporary('docker', async (folder) => {
    const own = env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), '.docker');
    const read = await readFile(join(own, 'config.json'), 'utf8').then(parse, () => ({}) as Record<string, unknown>);
    const kept = Object.fromEntries(KEPT.flatMap((key) => (read[key] === undefined ? [] : [[key, read[key]]])));
    await writeFile(join(folder, 'config.json'), JSON.stringify(kept), { mode: 0o600 });
    for (const shared of ['contexts', 'cli-plugins'])
      if (existsSync(join(own, shared))) await symlink(join(own, shared), join(folder, shared), 'junction');
    return use({ ...env, DOCKER_CONFIG: folder });
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
