import { createHash } from 'node:crypto';
import type { DatabaseSpec, DataPlane, ImageSight } from './data-plane.js';
import { keptTag, RegistryFault } from './registry/faults.js';
import { createSimulatedBalancers } from './simulated-balancers.js';
import { createSimulatedTasks } from './simulated-tasks.js';

/** The application that every simulated task runs: one that works, unless a failure story says otherwise. */
export interface SimulatedApp {
  /** The port it really listens on. */
  port: number;
  /** The path that answers with `healthyStatus`; `/` answers with `rootStatus`, and every other path with 404. */
  healthPath: string;
  /** 200 when absent. */
  rootStatus?: number;
  /** 200 when absent. */
  healthyStatus?: number;
  /** What the container writes when it has started. */
  says?: readonly string[] | ((environment: Readonly<Record<string, string>>) => readonly string[]);
  /** The container ends with this code as soon as it started. */
  exitsWith?: number;
  /** Seconds from the start of a container to its running; 0 when absent. */
  startSeconds?: number;
  /** Percent of the reserved CPU that a task of that family uses at that time; 1 when absent. */
  cpu?: (family: string, now: number) => number;
  /** The CPU that the image was built for, `linux/amd64` when absent. */
  platform?: string;
  /** Without the database named by its `DB_HOST` the container ends with code 1 (`true`), or waits for it and does not listen. */
  needsDatabase?: boolean | 'waits';
}

/** A data plane without processes and sockets, whose time is the given clock's; tests change `app` and the images as they go. */
export interface SimulatedPlane extends DataPlane {
  /** What tasks that start from now on run, and how those that run answer. */
  app: SimulatedApp;
  /** Puts an image into a repository as a push would, and returns its digest; a tag moves to the newest. */
  pushImage(repository: string, image?: { tags?: readonly string[]; content?: string; app?: SimulatedApp }): string;
  /** The container of a task ends by itself. */
  crash(taskArn: string, exitCode: number): void;
  /** What a client of that URL sees: ELB's 503 without targets, 502 for a dead one, else the application's own status. */
  request(url: string): { readonly status: number };
  /** The specs of all databases that were started, with their passwords. */
  readonly databaseSpecs: ReadonlyMap<string, DatabaseSpec>;
}

/** What a simulated plane is made of. */
export interface SimulatedOptions {
  readonly now: () => number;
  readonly app?: Partial<SimulatedApp>;
  /** `host:port` of the registry; nothing listens there. */
  readonly registryHost?: string;
}

interface StoredImage extends ImageSight {
  readonly manifest: string;
  readonly app?: SimulatedApp;
}

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Makes a simulated data plane; everything in it happens when it is looked at. */
export function createSimulatedPlane({ now, app, registryHost = '127.0.0.1:5000' }: SimulatedOptions): SimulatedPlane {
  const repositories = new Map<string, StoredImage[]>();
  const keepers = new Map<string, (tag: string) => boolean>();
  const databaseSpecs = new Map<string, DatabaseSpec>();
  const stopped = new Set<string>();
  const databaseAddress = (id: string) => `${id}.simulated.ap-northeast-1.rds.amazonaws.com`;

  function imageApp(image: string): SimulatedApp | undefined {
    const path = image.slice(image.indexOf('/') + 1);
    const [repository, reference] = path.includes('@') ? path.split('@') : path.split(':');
    const found = repositories
      .get(repository ?? '')
      ?.find(({ digest, tags }) => digest === reference || tags.includes(reference ?? 'latest'));
    return found?.app;
  }

  function putImage(repository: string, image: Omit<StoredImage, 'sizeInBytes' | 'pushedAt'>): void {
    const images = repositories.get(repository);
    if (!images) throw new Error(`no repository ${repository}`);
    const { digest, tags } = image;
    const others = images.filter((each) => each.digest !== digest);
    const kept = others
      .flatMap((each) => each.tags)
      .find((tag) => tags.includes(tag) && keepers.get(repository)?.(tag));
    if (kept !== undefined) throw keptTag(repository, kept);
    const before = images.find((each) => each.digest === digest);
    repositories.set(repository, [
      ...others.map((each) => ({ ...each, tags: each.tags.filter((tag) => !tags.includes(tag)) })),
      { sizeInBytes: 12_345_678, pushedAt: now(), ...image, tags: [...new Set([...(before?.tags ?? []), ...tags])] },
    ]);
  }

  const tasks = createSimulatedTasks({
    now,
    appOf: (image) => imageApp(image) ?? plane.app,
    hasDatabase: (host) => [...databaseSpecs.keys()].some((id) => !stopped.has(id) && databaseAddress(id) === host),
  });
  const balancers = createSimulatedBalancers({ now, answer: tasks.answer });

  const plane: SimulatedPlane = {
    app: { port: 8080, healthPath: '/health', ...app },
    tasks,
    balancers,
    crash: tasks.crash,
    request: balancers.request,
    databaseSpecs,
    databases: {
      start: (spec) => {
        stopped.delete(spec.id);
        const password = spec.password ?? databaseSpecs.get(spec.id)?.password;
        databaseSpecs.set(spec.id, { ...spec, ...(password !== undefined && { password }) });
      },
      look: (id) => {
        const spec = stopped.has(id) ? undefined : databaseSpecs.get(id);
        return spec && { state: 'available', address: databaseAddress(id), port: spec.port, software: 'simulated' };
      },
      changePassword: (id, password) => {
        const spec = databaseSpecs.get(id);
        if (spec) databaseSpecs.set(id, { ...spec, password });
      },
      stop: (id) => void stopped.add(id),
      remove: (id) => {
        databaseSpecs.delete(id);
        stopped.delete(id);
      },
    },
    registry: {
      host: registryHost,
      issueToken: () => ({ user: 'AWS', password: 'simulated', expiresAt: now() + 12 * 3_600_000 }),
      createRepository: (name) => {
        if (!repositories.has(name)) repositories.set(name, []);
      },
      deleteRepository: (name) => {
        repositories.delete(name);
        keepers.delete(name);
      },
      images: (repository) => repositories.get(repository) ?? [],
      deleteImage: (repository, digest) => {
        const images = repositories.get(repository);
        if (images)
          repositories.set(
            repository,
            images.filter((image) => image.digest !== digest),
          );
      },
      deleteTag: (repository, tag) => {
        const images = repositories.get(repository) ?? [];
        repositories.set(
          repository,
          images.map((image) => ({ ...image, tags: image.tags.filter((each) => each !== tag) })),
        );
      },
      keepTags: (repository, isKept) => void keepers.set(repository, isKept),
      manifest: (repository, digest) => {
        const found = repositories.get(repository)?.find((image) => image.digest === digest);
        if (!found) throw new RegistryFault(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
        return found.manifest;
      },
      putManifest: (repository, { digest, mediaType, tag, content }) =>
        putImage(repository, {
          digest,
          mediaType,
          tags: tag === undefined ? [] : [tag],
          manifest: content.toString(),
        }),
    },
    pushImage(repository, { tags = ['latest'], content = tags.join(), app: own } = {}) {
      const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
      const config = { digest: digestOf(`${repository} ${content}`) };
      const manifest = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] });
      const digest = digestOf(manifest);
      putImage(repository, { digest, tags, mediaType, manifest, ...(own && { app: own }) });
      return digest;
    },
  };
  return plane;
}
