import { chmodSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contentTag, listContext } from '../../src/image/content-tag.js';
import { makeFolder, writeFiles } from './images.js';

const FILES = { Dockerfile: 'FROM scratch', 'src/a.js': 'a', 'src/b.js': 'b', 'run.sh': '#!/bin/sh' };

function makeContext(files: Record<string, string> = {}): string {
  const folder = makeFolder();
  writeFiles(folder, { ...FILES, ...files });
  return folder;
}

const tagOf = (context: string, more: object = {}) =>
  contentTag({ context, dockerfile: 'Dockerfile', platform: 'linux/amd64', ...more });

it('is the same for the same content', async () => {
  const [one, two] = [makeContext(), makeFolder()];
  for (const [name, content] of Object.entries(FILES).reverse()) writeFiles(two, { [name]: content });
  utimesSync(join(two, 'src/a.js'), 1, 1);
  chmodSync(join(two, 'src/a.js'), 0o600);
  expect(await tagOf(two)).toBe(await tagOf(one));
  expect(await tagOf(one)).toMatch(/^[0-9a-f]{32}$/);
  expect(await tagOf(one, { args: { A: '1', B: '2' } })).toBe(await tagOf(one, { args: { B: '2', A: '1' } }));
});

it('changes with whatever goes into the image', async () => {
  const base = makeContext();
  const executable = makeContext();
  chmodSync(join(executable, 'run.sh'), 0o755);
  const linked = makeContext();
  symlinkSync('run.sh', join(linked, 'link'));
  const tags = await Promise.all([
    tagOf(base),
    tagOf(base, { platform: 'linux/arm64' }),
    tagOf(base, { args: { A: '1' } }),
    tagOf(base, { args: { A: '2' } }),
    tagOf(makeContext({ 'src/a.js': 'A' })),
    tagOf(makeContext({ 'src/c.js': '' })),
    tagOf(makeContext({ Dockerfile: 'FROM scratch\n' })),
    tagOf(executable),
    tagOf(linked),
  ]);
  expect(new Set(tags).size).toBe(tags.length);
});

it('overlooks what .dockerignore leaves out', async () => {
  const ignore = { '.dockerignore': 'log\n.dockerignore\n' };
  const one = await tagOf(makeContext({ ...ignore, 'log/x': '1' }));
  expect(await tagOf(makeContext({ ...ignore, 'log/x': '2', 'log/y/z': '3' }))).toBe(one);
  // A folder deeper down is not meant: patterns count from the root.
  expect(await tagOf(makeContext({ ...ignore, 'src/log/x': '1' }))).not.toBe(one);
});

const TREE = ['a.md', 'b.md', 'docs/a.md', 'docs/deep/a.md', 'docs/deep/x.txt', 'keep/x.txt', '#odd', 'x1', 'x2', 'xa'];
it.each<[string, string[]]>([
  ['# a comment\n\n', TREE],
  ['*.md', TREE.filter((path) => path !== 'a.md' && path !== 'b.md')],
  ['**/*.md', ['docs/deep/x.txt', 'keep/x.txt', '#odd', 'x1', 'x2', 'xa']],
  ['/docs/', TREE.filter((path) => !path.startsWith('docs/'))],
  ['docs/**', TREE.filter((path) => !path.startsWith('docs/'))],
  ['docs/*/a.md', TREE.filter((path) => path !== 'docs/deep/a.md')],
  ['docs\n!docs/deep/x.txt', TREE.filter((path) => !path.startsWith('docs/') || path === 'docs/deep/x.txt')],
  ['*\n!docs', ['docs/a.md', 'docs/deep/a.md', 'docs/deep/x.txt']],
  ['*\n!**/x.txt', ['docs/deep/x.txt', 'keep/x.txt']],
  ['!a.md\n*.md', TREE.filter((path) => path !== 'a.md' && path !== 'b.md')],
  ['x[0-9]', TREE.filter((path) => path !== 'x1' && path !== 'x2')],
  ['x[^0-9]', TREE.filter((path) => path !== 'xa')],
  ['x?\n./keep/../keep', TREE.filter((path) => !/^x.$|^keep/.test(path))],
  ['  a.md  \r\n', TREE.filter((path) => path !== 'a.md')],
  ['\\#odd', TREE.filter((path) => path !== '#odd')],
  ['a.m', TREE],
])('reads the rules %j as Docker does', async (rules, left) => {
  const folder = makeFolder();
  writeFiles(folder, Object.fromEntries(TREE.map((path) => [path, ''])));
  writeFiles(folder, { 'ignored.dockerignore': rules });
  const found = await listContext(folder, join(folder, 'ignored'));
  expect(found.filter((path) => path !== 'ignored.dockerignore')).toEqual([...left].sort());
});

it('says what is missing', async () => {
  await expect(tagOf('/nowhere/at/all')).rejects.toMatchObject({ code: 'context-missing' });
  await expect(tagOf(makeFolder())).rejects.toMatchObject({ code: 'dockerfile-missing' });
});
