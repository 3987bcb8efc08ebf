import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistryPlane } from '../../../src/local-cloud/data-plane.js';

interface Part {
  digest: string;
  mediaType: string;
}

/** Pushes an OCI layout of one image to a registry and returns the image's address by digest. */
export async function pushLayout(
  layout: string,
  registry: RegistryPlane,
  name: string,
  tag = 'latest',
): Promise<string> {
  const { user, password } = registry.issueToken();
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const blob = (digest: string) => readFileSync(join(layout, 'blobs/sha256', digest.slice('sha256:'.length)));
  const send = async (method: string, path: string, body: Buffer, type: string) => {
    const headers = { authorization, 'content-type': type };
    const response = await fetch(`http://${registry.host}/v2/${name}/${path}`, { method, headers, body });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  };
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as { manifests: Part[] };
  const { digest, mediaType } = index.manifests[0]!;
  const manifest = JSON.parse(blob(digest).toString()) as { config: Part; layers: Part[] };
  for (const part of [manifest.config, ...manifest.layers])
    await send('POST', `blobs/uploads/?digest=${part.digest}`, blob(part.digest), 'application/octet-stream');
  await send('PUT', `manifests/${tag}`, blob(digest), mediaType);
  return `${registry.host}/${name}@${digest}`;
}
