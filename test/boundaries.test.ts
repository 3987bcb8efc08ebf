import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((it) => it.endsWith('.ts'))
  .map((it) => ({ path: it, text: readFileSync(join(src, it), 'utf8') }));

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Relative imports as paths below src, packages as they are written. */
function importsOf({ path, text }: { path: string; text: string }): Import[] {
  const pattern = /(?:^|\n)(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g;
  return [...text.matchAll(pattern)].map(([, type, named, dynamic]) => {
    const from = named ?? dynamic ?? '';
    const target = from.startsWith('.') ? relative(src, resolve(src, dirname(path), from)) : from;
    return { target, typeOnly: type !== undefined };
  });
}

/** Imports of the files below `folder` that `allowed` does not let pass. */
function strangers(folder: string, allowed: (it: Import, path: string) => boolean): string[] {
  return files
    .filter((it) => it.path.startsWith(folder))
    .flatMap((file) =>
      importsOf(file)
        .filter((it) => !allowed(it, file.path))
        .map((it) => `${file.path} imports ${it.target}`),
    );
}

const within = (target: string, ...folders: string[]) => folders.some((it) => target.startsWith(it));

describe('who may import whom', () => {
  it('finds the files and their imports at all', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(importsOf(files.find((it) => it.path === 'engine/create.ts')!).map((it) => it.target)).toContain(
      'model/problem.js',
    );
  });

  it('the model knows nothing but types of its neighbours', () => {
    expect(strangers('model/', ({ target, typeOnly }) => within(target, 'model/') || typeOnly)).toEqual([]);
  });

  it('the engine knows nothing of AWS but names and types', () => {
    const allowed = ({ target, typeOnly }: Import) =>
      within(target, 'engine/', 'model/') || target === 'aws/names.js' || typeOnly;
    expect(strangers('engine/', allowed)).toEqual([]);
    expect(strangers('engine/', ({ target }) => !target.startsWith('@aws-sdk'))).toEqual([]);
  });

  it('a resource kind imports neither the engine nor another kind nor words', () => {
    const own = (target: string, path: string) => dirname(target) === dirname(path);
    const allowed = ({ target, typeOnly }: Import, path: string) =>
      !target.includes('/') ||
      target.startsWith('@aws-sdk/') ||
      target.startsWith('node:') ||
      within(target, 'model/', 'aws/') ||
      (typeOnly && within(target, 'image/')) ||
      dirname(target) === 'resources' ||
      own(target, path);
    expect(strangers('resources/', (it, path) => path === 'resources/index.ts' || allowed(it, path))).toEqual([]);
    const kindOfKind = /^export (const|function) \w+.*Resource</m;
    const kindFiles = new Set(
      files.filter((it) => it.path.startsWith('resources/') && kindOfKind.test(it.text)).map((it) => it.path),
    );
    const crossing = files
      .filter((it) => kindFiles.has(it.path))
      .flatMap((file) =>
        importsOf(file)
          .filter((it) => kindFiles.has(it.target.replace(/\.js$/, '.ts')))
          .map((it) => `${file.path} imports ${it.target}`),
      );
    expect(crossing).toEqual([]);
  });

  it('no step imports another step, the engine or a renderer', () => {
    const steps = ['network', 'rds', 'ecr-push', 'task-def', 'alb', 'service', 'autoscaling'];
    const allowed = ({ target, typeOnly }: Import, path: string) =>
      path === 'steps/index.ts' ||
      typeOnly ||
      (!within(target, 'engine/', 'report/', 'text/', 'cli/') && !steps.some((it) => target === `steps/${it}.js`));
    expect(strangers('steps/', allowed)).toEqual([]);
  });

  it('nothing below the command line imports it', () => {
    const below = files.filter((it) => !it.path.startsWith('cli/'));
    expect(
      below.flatMap((file) =>
        importsOf(file)
          .filter((it) => within(it.target, 'cli/'))
          .map(() => file.path),
      ),
    ).toEqual([]);
  });

  it('the product does not import the local cloud but through its door', () => {
    const door = /^local-cloud\/(choose-database|daemon\/client|demand-docker|sample-image)\.js$/;
    const outside = files.filter((it) => !it.path.startsWith('local-cloud/'));
    expect(
      outside.flatMap((file) =>
        importsOf(file)
          .filter((it) => within(it.target, 'local-cloud/') && !door.test(it.target))
          .map((it) => `${file.path} imports ${it.target}`),
      ),
    ).toEqual([]);
  });
});

describe('one place each', () => {
  const holders = (pattern: RegExp, where: (path: string) => boolean = () => true) =>
    files.filter((it) => where(it.path) && pattern.test(it.text)).map((it) => it.path);

  it('the process ends in one place', () => {
    expect(holders(/process\.exit\(/, (it) => !it.startsWith('local-cloud/'))).toEqual(['cli/exit.ts']);
  });

  it('clients are made in one place', () => {
    expect(holders(/new \w+Client\(|new Client\(/, (it) => !it.startsWith('local-cloud/'))).toEqual(['aws/clients.ts']);
  });

  it('child processes are started by the image code and the local cloud only', () => {
    expect(holders(/node:child_process/).filter((it) => !within(it, 'image/', 'local-cloud/'))).toEqual([]);
  });

  it('user-visible words stand in text/ only', () => {
    expect(
      holders(/[\u3040-\u30ff\u4e00-\u9fff]/)
        .filter((it) => !within(it, 'text/', 'local-cloud/'))
        .filter((it) => it !== 'cli/up.ts'),
    ).toEqual([]);
  });

  it('no file is swollen', () => {
    const long = files
      .filter((it) => !within(it.path, 'local-cloud/', 'text/'))
      .filter((it) => it.text.split('\n').length > 260);
    expect(long.map((it) => it.path)).toEqual([]);
  });
});
