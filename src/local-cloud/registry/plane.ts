import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../../model/clock.js';
import { createPortMemory, listenNear, type PortMemory } from '../balancer/ports.js';
import type { RegistryPlane } from '../data-plane.js';
import { RegistryFault } from './faults.js';
import { route } from './routes.js';
import { openStore } from './store.js';
import { createTokens } from './tokens.js';
import { createUploads } from './uploads.js';

/** Settings of the local registry. */
export interface RegistryPlaneOptions {
  /** Where images are kept between runs. */
  readonly folder: string;
  /** Where the search for a port starts; 5100 by default (macOS itself sits on 5000). */
  readonly preferredPort?: number;
  readonly remember?: PortMemory;
  readonly clock?: Clock;
}

/** An OCI registry on 127.0.0.1 over a folder; resolves when it listens. */
export async function createRegistryPlane(
  options: RegistryPlaneOptions,
): Promise<RegistryPlane & { close(): Promise<void> }> {
  const { folder, clock = systemClock } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = openStore(folder, clock.now);
  const tokens = createTokens(folder, clock.now);
  const uploads = createUploads(store);
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const serve = async () => {
      tokens.check(request.headers.authorization);
      await route(request, response, store, uploads);
    };
    serve().catch((error: unknown) => refuse(request, response, error));
  });
  const port = await listenNear(server, {
    host: '127.0.0.1',
    preferred: options.preferredPort ?? 5100,
    key: 'registry',
    memory: options.remember ?? createPortMemory(),
  });
  return {
    host: `127.0.0.1:${port}`,
    issueToken: tokens.issue,
    createRepository: store.create,
    deleteRepository: store.remove,
    images: store.images,
    deleteImage: store.removeImage,
    deleteTag: (name, tag) => void store.removeTag(name, tag),
    keepTags: store.keepTags,
    manifest: store.manifest,
    putManifest: store.putManifest,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || (request.destroyed && !request.complete)) {
    response.destroy();
    return;
  }
  const fault = error instanceof RegistryFault ? error : new RegistryFault(500, 'UNKNOWN', 'the registry failed');
  const body = JSON.stringify({ errors: [{ code: fault.code, message: fault.message }] });
  // The rest of a refused body is not waited for.
  if (!request.complete) response.shouldKeepAlive = false;
  response.writeHead(fault.status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Docker-Distribution-Api-Version': 'registry/2.0',
    ...fault.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  request.resume();
}
