import type { DataPlane } from '../../src/local-cloud/data-plane.js';

/** A data plane for tests of services that have none: any use of it is a mistake. */
export const noPlane: DataPlane = new Proxy({} as DataPlane, {
  get: (_target, part) => {
    throw new Error(`This test has no data plane, but its ${String(part)} was used`);
  },
});
