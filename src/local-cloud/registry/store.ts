import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageSight } from '../data-plane.js';
import { lookUp } from '../world.js';
import { keptTag, RegistryFault, unknownName } from './faults.js';
import { readReferences } from './manifest.js';

/** What one repository holds; written as one JSON file. */
interface Repository {
  readonly name: string;
  readonly manifests: Record<string, { mediaType: string; pushedAt: number }>;
  readonly tags: Record<string, string>;
  /** Digests of the blobs that were pushed to or mounted into it. */
  blobs: string[];
}

/** Repositories, manifests and blobs on disk. Content is shared between repositories and goes when nobody names it any more. */
export interface Store {
  create(name: string): void;
  remove(name: string): void;
  /** Throws NAME_UNKNOWN. */
  demand(name: string): void;
  images(name: string): ImageSight[];
  removeImage(name: string, digest: string): void;
  tags(name: string): string[];
  removeTag(name: string, tag: string): boolean;
  /** Tags of a repository that putManifest does not move; said anew after each start. */
  keepTags(name: string, isKept: (tag: string) => boolean): void;
  /** The manifest with that digest. Throws MANIFEST_UNKNOWN. */
  manifest(name: string, digest: string): string;
  hasBlob(name: string, digest: string): boolean;
  addBlob(name: string, digest: string): void;
  removeBlob(name: string, digest: string): void;
  /** The digest behind a tag or a digest. */
  resolve(name: string, reference: string): { digest: string; mediaType: string } | undefined;
  putManifest(name: string, manifest: { digest: string; mediaType: string; tag?: string; content: Buffer }): void;
  /** Where the content of a digest lies. */
  contentPath(digest: string): string;
  readonly uploads: string;
}

/** Opens a store in a folder, with what an earlier run left there. */
export function openStore(folder: string, now: () => number): Store {
  const at = {
    content: join(folder, 'content'),
    repositories: join(folder, 'repositories'),
    uploads: join(folder, 'uploads'),
  };
  for (const path of Object.values(at)) mkdirSync(path, { recursive: true, mode: 0o700 });
  const repositories = new Map<string, Repository>();
  for (const file of readdirSync(at.repositories)) {
    if (!file.endsWith('.json')) continue;
    const repository = JSON.parse(readFileSync(join(at.repositories, file), 'utf8')) as Repository;
    repositories.set(repository.name, repository);
  }

  const keepers = new Map<string, (tag: string) => boolean>();
  const contentPath = (digest: string) => join(at.content, digest.slice('sha256:'.length));
  const fileOf = (name: string) => join(at.repositories, `${encodeURIComponent(name)}.json`);
  const save = (repository: Repository) => {
    const path = fileOf(repository.name);
    writeFileSync(`${path}.new`, JSON.stringify(repository), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  const get = (name: string) => {
    const repository = repositories.get(name);
    if (!repository) throw unknownName(name);
    return repository;
  };
  const read = (digest: string) => readFileSync(contentPath(digest));
  const discard = (digests: Iterable<string>) => {
    const kept = [...repositories.values()];
    for (const digest of digests)
      if (!kept.some(({ manifests, blobs }) => manifests[digest] || blobs.includes(digest)))
        rmSync(contentPath(digest), { force: true });
  };
  const referencesOf = (repository: Repository, digests: string[]) =>
    new Set(digests.flatMap((digest) => readReferences(read(digest), repository.manifests[digest]!.mediaType).blobs));

  return {
    uploads: at.uploads,
    contentPath,
    create(name) {
      if (repositories.has(name)) return;
      const repository: Repository = { name, manifests: {}, tags: {}, blobs: [] };
      repositories.set(name, repository);
      save(repository);
    },
    remove(name) {
      const repository = repositories.get(name);
      if (!repository) return;
      repositories.delete(name);
      keepers.delete(name);
      rmSync(fileOf(name), { force: true });
      discard([...Object.keys(repository.manifests), ...repository.blobs]);
      rmSync(join(at.uploads, encodeURIComponent(name)), { recursive: true, force: true });
    },
    demand: (name) => void get(name),
    images(name) {
      const { manifests, tags } = get(name);
      return Object.entries(manifests).map(([digest, { mediaType, pushedAt }]) => ({
        digest,
        mediaType,
        pushedAt,
        tags: Object.keys(tags).filter((tag) => tags[tag] === digest),
        sizeInBytes: readReferences(read(digest), mediaType).size,
      }));
    },
    removeImage(name, digest) {
      const repository = get(name);
      if (!repository.manifests[digest]) return;
      const gone = referencesOf(repository, [digest]);
      delete repository.manifests[digest];
      for (const [tag, of] of Object.entries(repository.tags)) if (of === digest) delete repository.tags[tag];
      const kept = referencesOf(repository, Object.keys(repository.manifests));
      repository.blobs = repository.blobs.filter((blob) => !gone.has(blob) || kept.has(blob));
      save(repository);
      discard([digest, ...gone]);
    },
    tags: (name) => Object.keys(get(name).tags).sort(),
    removeTag(name, tag) {
      const repository = get(name);
      if (!repository.tags[tag]) return false;
      delete repository.tags[tag];
      save(repository);
      return true;
    },
    keepTags: (name, isKept) => void keepers.set(name, isKept),
    manifest(name, digest) {
      if (!get(name).manifests[digest]) throw new RegistryFault(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
      return read(digest).toString();
    },
    hasBlob: (name, digest) => get(name).blobs.includes(digest) && existsSync(contentPath(digest)),
    addBlob(name, digest) {
      const repository = get(name);
      if (repository.blobs.includes(digest)) return;
      repository.blobs.push(digest);
      save(repository);
    },
    removeBlob(name, digest) {
      const repository = get(name);
      repository.blobs = repository.blobs.filter((blob) => blob !== digest);
      save(repository);
      discard([digest]);
    },
    resolve(name, reference) {
      const { tags, manifests } = get(name);
      const digest = reference.startsWith('sha256:') ? reference : tags[reference];
      const known = digest === undefined ? undefined : manifests[digest];
      return known && { digest: digest!, mediaType: known.mediaType };
    },
    putManifest(name, { digest, mediaType, tag, content }) {
      const repository = get(name);
      const before = tag === undefined ? undefined : lookUp(repository.tags, tag);
      if (tag !== undefined && before !== undefined && before !== digest && keepers.get(name)?.(tag))
        throw keptTag(name, tag);
      const references = readReferences(content, mediaType);
      for (const blob of references.blobs)
        if (!repository.blobs.includes(blob) || statSync(contentPath(blob), { throwIfNoEntry: false }) === undefined)
          throw new RegistryFault(404, 'MANIFEST_BLOB_UNKNOWN', `blob unknown to registry: ${blob}`);
      for (const child of references.manifests)
        if (!repository.manifests[child])
          throw new RegistryFault(404, 'MANIFEST_BLOB_UNKNOWN', `manifest unknown to registry: ${child}`);
      writeFileSync(contentPath(digest), content, { mode: 0o600 });
      repository.manifests[digest] ??= { mediaType, pushedAt: now() };
      if (tag !== undefined) repository.tags[tag] = digest;
      save(repository);
    },
  };
}
