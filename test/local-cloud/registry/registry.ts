import { onTestFinished } from 'vitest';
import { createRegistryPlane } from '../../../src/local-cloud/registry/plane.js';
import type { Clock } from '../../../src/model/clock.js';
import { systemClock } from '../../../src/model/clock.js';
import { makeFolder } from '../../image/images.js';

// fetch keeps connections by port: a port that is used twice would meet the dead ones of the test before.
// Workers run side by side, so each has a range of its own.
let port = 25_100 + 200 * Number(process.env.VITEST_POOL_ID ?? 0);

/** A registry with the repository `team/app`, that goes with the test. */
export async function openRegistry(options: { folder?: string; clock?: Clock } = {}) {
  const plane = await createRegistryPlane({
    folder: options.folder ?? makeFolder(),
    preferredPort: port++,
    clock: options.clock ?? systemClock,
  });
  onTestFinished(() => plane.close());
  plane.createRepository('team/app');
  const { user, password } = plane.issueToken();
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, `http://${plane.host}/v2/`), { ...init, headers: { authorization, ...init.headers } });
  return { plane, credentials: { user, password }, ask, url: `http://${plane.host}` };
}
