import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../model/problem.js';
import { isAlive } from '../processes.js';
import { type EndpointRecord, filesOf, readEndpoint } from './endpoint.js';
import { ask, findRecord } from './find.js';
import { endLeftovers } from './leftovers.js';

/** How long a daemon may take to end, and one that does not take the question; milliseconds. */
const STOP_PATIENCE = 20_000;
const DEAF_PATIENCE = 5000;
const PAUSE = 25;

async function isGone(record: EndpointRecord, patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; isAlive(record); await sleep(PAUSE)) {
    if (Date.now() > end) return false;
  }
  return true;
}

/** Waits for the end of a daemon that was asked to end. Fails with `local-cloud-silent`. */
export async function waitForEnd(record: EndpointRecord): Promise<void> {
  if (!(await isGone(record, STOP_PATIENCE))) fail('local-cloud-silent', { pid: record.pid });
}

/**
 * Stops the local cloud of a folder and waits for its end; its world stays. One that hangs is killed; what a killed one left running
 * is ended. False when there was none. Fails with `local-cloud-silent`.
 */
export async function stopLocalCloud(folder: string): Promise<boolean> {
  const record = readEndpoint(folder);
  if (!record) return false;
  if (isAlive(record)) {
    const answer = await ask(record, 'POST', '/_local/stop').catch(() => undefined);
    await answer?.body?.cancel();
    const isTold = answer !== undefined;
    if (!isTold) process.kill(record.pid, 'SIGTERM');
    // One that does not even take the question will not end by itself.
    if (await isGone(record, isTold ? STOP_PATIENCE : DEAF_PATIENCE)) return true;
    process.kill(record.pid, 'SIGKILL');
    await waitForEnd(record);
  }
  await endLeftovers(folder);
  rmSync(filesOf(folder).endpoint, { force: true });
  return true;
}

/**
 * Ends the local cloud of a folder for good when nothing stands in its world: stops it and deletes what it kept, but for the
 * files that `keep` names. Returns what still stands; then it goes on. Fails with `local-cloud-silent`.
 */
export async function leaveLocalCloud(folder: string, keep: (name: string) => boolean): Promise<readonly string[]> {
  const record = await findRecord(folder);
  if (!record) return [];
  const response = await ask(record, 'POST', '/_local/leave');
  const { left = [] } = (await response.json()) as { left?: readonly string[] };
  if (left.length > 0) return left;
  await waitForEnd(record);
  for (const name of readdirSync(folder)) {
    if (!keep(name)) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  }
  return [];
}
