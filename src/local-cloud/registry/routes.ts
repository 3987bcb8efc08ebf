import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { RegistryFault, wrongDigest } from './faults.js';
import { MANIFEST_TYPES } from './manifest.js';
import type { Store } from './store.js';
import { rangeOf, type Uploads } from './uploads.js';

/** One request of the distribution API with what its path says. */
interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly name: string;
  readonly reference: string;
  readonly store: Store;
  readonly uploads: Uploads;
}

/** The specification's bound for a manifest that every registry takes, in bytes. */
const LARGEST_MANIFEST = 4 * 1024 * 1024;

const NAME = '([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)';
const ROUTES: readonly (readonly [RegExp, (call: Call) => Promise<void>])[] = [
  [new RegExp(`^/v2/${NAME}/blobs/uploads/?()$`), startUpload],
  [new RegExp(`^/v2/${NAME}/blobs/uploads/([^/]+)$`), continueUpload],
  [new RegExp(`^/v2/${NAME}/blobs/(sha256:[0-9a-f]{64})$`), serveBlob],
  [new RegExp(`^/v2/${NAME}/manifests/([A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64})$`), serveManifest],
  [new RegExp(`^/v2/${NAME}/tags/list()$`), listTags],
];

/** Answers one authorised request; throws a RegistryFault for what is refused. */
export async function route(
  request: IncomingMessage,
  response: ServerResponse,
  store: Store,
  uploads: Uploads,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local');
  if (url.pathname === '/v2/' || url.pathname === '/v2')
    return answer(response, 200, { 'Content-Type': 'application/json' }, '{}');
  for (const [pattern, serve] of ROUTES) {
    const match = pattern.exec(decodeURIComponent(url.pathname));
    if (!match) continue;
    const [, name = '', reference = ''] = match;
    store.demand(name);
    return serve({ request, response, query: url.searchParams, name, reference, store, uploads });
  }
  throw new RegistryFault(404, 'UNSUPPORTED', 'no such resource');
}

function answer(
  response: ServerResponse,
  status: number,
  headers: Record<string, string | number>,
  body?: string | Buffer,
): void {
  response.writeHead(status, { 'Content-Length': body === undefined ? 0 : Buffer.byteLength(body), ...headers });
  response.end(body);
}

function unsupported(): RegistryFault {
  return new RegistryFault(405, 'UNSUPPORTED', 'The operation is unsupported.');
}

async function startUpload({ request, response, query, name, store, uploads }: Call): Promise<void> {
  if (request.method !== 'POST') throw unsupported();
  const mount = query.get('mount');
  if (mount !== null && canMount(store, query.get('from'), mount)) {
    store.addBlob(name, mount);
    return answerBlob(response, name, mount);
  }
  const digest = query.get('digest');
  const id = await uploads.begin(name);
  if (digest !== null) {
    await uploads.append(name, id, request);
    await uploads.finish(name, id, digest);
    return answerBlob(response, name, digest);
  }
  request.resume();
  answerUpload(response, name, id, 0);
}

function canMount(store: Store, from: string | null, digest: string): boolean {
  try {
    return from !== null && store.hasBlob(from, digest);
  } catch {
    return false;
  }
}

async function continueUpload({ request, response, query, name, reference: id, uploads }: Call): Promise<void> {
  if (request.method === 'GET') {
    const size = await uploads.size(name, id);
    return answer(response, 204, { ...rangeOf(size), Location: uploadPath(name, id), 'Docker-Upload-UUID': id });
  }
  if (request.method === 'DELETE') {
    await uploads.cancel(name, id);
    return answer(response, 204, {});
  }
  if (request.method !== 'PATCH' && request.method !== 'PUT') throw unsupported();
  const size = await uploads.append(name, id, request, readStart(request.headers['content-range']));
  if (request.method === 'PATCH') return answerUpload(response, name, id, size);
  const digest = query.get('digest');
  if (digest === null) throw wrongDigest('a digest is required');
  await uploads.finish(name, id, digest);
  answerBlob(response, name, digest);
}

function readStart(range: string | undefined): number | undefined {
  const start = /^(?:bytes[ =])?(\d+)-\d+/.exec(range ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

function uploadPath(name: string, id: string): string {
  return `/v2/${name}/blobs/uploads/${id}`;
}

function answerUpload(response: ServerResponse, name: string, id: string, size: number): void {
  answer(response, 202, { ...rangeOf(size), Location: uploadPath(name, id), 'Docker-Upload-UUID': id });
}

function answerBlob(response: ServerResponse, name: string, digest: string): void {
  answer(response, 201, { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest });
}

async function serveBlob({ request, response, name, reference: digest, store }: Call): Promise<void> {
  if (!store.hasBlob(name, digest)) throw new RegistryFault(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  if (request.method === 'DELETE') {
    store.removeBlob(name, digest);
    return answer(response, 202, {});
  }
  await serveContent(request, response, store.contentPath(digest), digest, 'application/octet-stream');
}

async function serveContent(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  digest: string,
  type: string,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw unsupported();
  const { size } = statSync(path);
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (start > 0 && start >= size) throw new RegistryFault(416, 'SIZE_INVALID', 'the range is beyond the content');
  response.writeHead(start > 0 ? 206 : 200, {
    'Content-Type': type,
    'Content-Length': size - start,
    'Docker-Content-Digest': digest,
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
    ...(start > 0 ? { 'Content-Range': `bytes ${start}-${size - 1}/${size}` } : {}),
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(path, { start }), response);
}

async function serveManifest({ request, response, name, reference, store }: Call): Promise<void> {
  if (request.method === 'PUT') return takeManifest(request, response, name, reference, store);
  const found = store.resolve(name, reference);
  if (request.method === 'DELETE' && found) {
    if (reference.startsWith('sha256:')) store.removeImage(name, reference);
    else store.removeTag(name, reference);
    return answer(response, 202, {});
  }
  if (!found) throw new RegistryFault(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
  await serveContent(request, response, store.contentPath(found.digest), found.digest, found.mediaType);
}

async function takeManifest(
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
  reference: string,
  store: Store,
): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_MANIFEST) throw new RegistryFault(413, 'SIZE_INVALID', 'the manifest is too large');
    chunks.push(chunk);
  }
  const content = Buffer.concat(chunks);
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim() ?? '';
  if (!MANIFEST_TYPES.includes(mediaType))
    throw new RegistryFault(400, 'MANIFEST_INVALID', `unsupported media type '${mediaType}'`);
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const byDigest = reference.startsWith('sha256:');
  if (byDigest && reference !== digest) throw wrongDigest(`the manifest has the digest ${digest}, not ${reference}`);
  store.putManifest(name, { digest, mediaType, content, ...(byDigest ? {} : { tag: reference }) });
  answer(response, 201, { Location: `/v2/${name}/manifests/${digest}`, 'Docker-Content-Digest': digest });
}

async function listTags({ request, response, query, name, store }: Call): Promise<void> {
  if (request.method !== 'GET') throw unsupported();
  const last = query.get('last') ?? '';
  const rest = store.tags(name).filter((tag) => tag > last);
  const page = rest.slice(0, Number(query.get('n') ?? rest.length));
  const more = page.length > 0 && page.length < rest.length;
  const link: Record<string, string> = more
    ? { Link: `</v2/${name}/tags/list?n=${page.length}&last=${page.at(-1)}>; rel="next"` }
    : {};
  answer(response, 200, { 'Content-Type': 'application/json', ...link }, JSON.stringify({ name, tags: page }));
}
