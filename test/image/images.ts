import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OciImage } from '../../src/image/model.js';
import { readImage } from '../../src/image/oci.js';
import { readyLayers, sealed } from '../../src/image/plain-image.js';

/** A folder that goes with the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meibo-infra-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files, by path, into a folder. */
export function writeFiles(folder: string, files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A server on a free loopback port that goes with the test. */
export async function serve(listener: RequestListener): Promise<{ port: number; close(): void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, close };
}

/** Waits until a condition holds; fails after ten seconds. */
export async function until<T>(find: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`it did not happen: ${find}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** An image as it will be pushed, its layers compressed. */
export async function readWhole(path: string, options: { platform: string; scratch: string }): Promise<OciImage> {
  const image = await readImage(path, options);
  return sealed(image, await Promise.all(readyLayers(image)));
}
