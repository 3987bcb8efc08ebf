import { type CloudOptions, createCloud, type LoggedCall } from '../../../src/local-cloud/cloud.js';
import { startServer } from '../../../src/local-cloud/server.js';
import { createSimulatedPlane, type SimulatedApp } from '../../../src/local-cloud/simulated-plane.js';
import { instant } from '../../../src/local-cloud/weather.js';
import { World } from '../../../src/local-cloud/world.js';
import { allServices } from '../../support/cloud.js';

/** A cloud over HTTP in real time, where nothing takes time and tasks are simulated; every answered call is in `calls`. */
export async function serveCloud(app: Partial<SimulatedApp> = {}) {
  const plane = createSimulatedPlane({ now: Date.now, app: { port: 80, ...app } });
  const world = new World(Date.now, instant, plane);
  const calls: LoggedCall[] = [];
  const onCall: CloudOptions['onCall'] = (call) => void calls.push(call);
  const server = await startServer(createCloud({ world, services: allServices, onCall }));
  return { world, plane, calls, endpoint: server.endpoint, close: server.close };
}
