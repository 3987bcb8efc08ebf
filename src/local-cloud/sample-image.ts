import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOci } from '../image/build-oci.js';
import { copyHostNode, findHostNode, type HostNode } from './tasks/containers/host-node.js';

/** Where the sample API lies as it was built; tests say another. */
const builtApi = fileURLToPath(new URL('./sample-api', import.meta.url));

/** The image's own package file: without it node would not take the files for modules. */
const packageFile = JSON.stringify({ name: 'meibo-sample-api', private: true, type: 'module' });

interface Package {
  readonly name: string;
  readonly folder: string;
}

/** Finds a package as node does: in the nearest `node_modules` on the way up. */
function findPackage(name: string, from: string): Package {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return { name, folder: found };
    if (dirname(folder) === folder) throw new Error(`the package ${name} is not installed`);
  }
}

/** A package with everything that it depends on, sorted by name; what lies within another's folder comes with that. */
async function closureOf(name: string, from: string): Promise<Package[]> {
  const found = new Map<string, Package>();
  const visit = async (wanted: string, origin: string): Promise<void> => {
    const each = findPackage(wanted, origin);
    if (found.get(wanted)?.folder === each.folder) return;
    const nested = [...found.values()].some(({ folder }) => each.folder.startsWith(join(folder, 'node_modules')));
    if (!nested) found.set(wanted, each);
    const { dependencies = {} } = JSON.parse(await readFile(join(each.folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    for (const dependency of Object.keys(dependencies)) await visit(dependency, each.folder);
  };
  await visit(name, from);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function noteFolder(hash: ReturnType<typeof createHash>, folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .sort();
  for (const file of files) {
    const content = await readFile(file);
    hash.update(`${relative(folder, file).length}:${relative(folder, file)}${content.length}:`).update(content);
  }
}

/** Too large to be read at each run: a file of the same size and time is taken for the same. */
async function noteNode(hash: ReturnType<typeof createHash>, { program, libraries }: HostNode): Promise<void> {
  for (const { from, to } of [{ from: program, to: '' }, ...libraries]) {
    const { size, mtimeMs } = await stat(from);
    hash.update(`${from} ${to} ${size} ${mtimeMs}\n`);
  }
}

/**
 * The image of the bundled sample API as an OCI layout below `folder`, built only when it is not there yet; the same program
 * gives the same digest on every machine. With node, this machine's node and its libraries are in it (Linux only), so that a
 * container engine can run it.
 */
export async function buildSampleImage(options: {
  readonly folder: string;
  readonly platform: string;
  readonly withNode?: boolean;
  readonly api?: string;
}): Promise<{ readonly archive: string }> {
  const { folder, platform, withNode = false, api = builtApi } = options;
  if (!existsSync(join(api, 'main.js'))) throw new Error(`the sample API is not built: ${api}`);
  const packages = await closureOf('mysql2', api);
  const hash = createHash('sha256').update(`sample image 1 ${platform} ${packageFile}`);
  await noteFolder(hash, api);
  for (const each of packages) {
    hash.update(each.name);
    await noteFolder(hash, each.folder);
  }
  const node = withNode ? await findHostNode() : undefined;
  if (node) await noteNode(hash, node);
  const archive = join(folder, hash.digest('hex').slice(0, 32));
  if (existsSync(join(archive, 'index.json'))) return { archive };
  const part = `${archive}.${randomBytes(4).toString('hex')}.part`;
  try {
    const settings = join(part, 'package');
    await mkdir(settings, { recursive: true, mode: 0o700 });
    await writeFile(join(settings, 'package.json'), packageFile);
    const root = join(part, 'node');
    if (node) await copyHostNode(node, root);
    await buildOci(
      {
        folders: [
          ...(node ? [{ from: root, to: '/' }] : []),
          ...packages.map((each) => ({ from: each.folder, to: `/app/node_modules/${each.name}` })),
          { from: settings, to: '/app' },
          { from: api, to: '/app/api' },
        ],
        platform,
        entrypoint: ['node'],
        cmd: ['/app/api/main.js'],
        env: { NODE_ENV: 'production' },
        workdir: '/app',
        port: 80,
      },
      join(part, 'layout'),
    );
    await rm(archive, { recursive: true, force: true });
    await rename(join(part, 'layout'), archive);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return { archive };
}
