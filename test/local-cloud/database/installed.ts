import { expect, test } from 'vitest';
import { findServer } from '../../../src/local-cloud/database/find-server.js';

/** The database server of this machine, if there is one. */
export const installed = await findServer();

/** Says that the tests over a real server were left out; in CI, where one is installed, that is a failure. */
export function requireInstalled(): void {
  if (installed) return;
  const reason = 'neither mariadbd nor mysqld is installed here, so nothing was tested on a real server';
  if (process.env.CI) {
    test('a real database server is there', () => {
      expect.fail(reason);
    });
  } else {
    test.skip(reason, () => {});
  }
}
