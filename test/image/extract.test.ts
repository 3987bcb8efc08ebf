import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Header, pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { extractLayer } from '../../src/image/extract.js';
import { makeFolder } from './images.js';

type Entry = Partial<Header> & { name: string; content?: string };

async function apply(root: string, entries: readonly Entry[]): Promise<void> {
  const tar = pack();
  for (const { content, ...header } of entries) {
    if (header.type && header.type !== 'file') tar.entry(header);
    else tar.entry(header, content ?? 'content');
  }
  tar.finalize();
  await pipeline(tar, extractLayer(root));
}

/** A root inside a folder, so that what climbs out can be seen beside it. */
function makeRoot(): { root: string; outside: string } {
  const outside = makeFolder();
  mkdirSync(join(outside, 'root'));
  return { root: join(outside, 'root'), outside };
}

it('applies whiteouts and opaque folders of later layers', async () => {
  const { root } = makeRoot();
  await apply(root, [{ name: 'a/one' }, { name: 'a/two' }, { name: 'b/old' }, { name: 'c', type: 'directory' }]);
  await apply(root, [
    { name: 'a/.wh.one' },
    { name: 'b/new' },
    { name: 'b/.wh..wh..opq' },
    { name: 'c', content: 'now a file' },
  ]);
  expect(readdirSync(join(root, 'a'))).toEqual(['two']);
  expect(readdirSync(join(root, 'b'))).toEqual(['new']);
  expect(readFileSync(join(root, 'c'), 'utf8')).toBe('now a file');
});

it('keeps the executable bit, links and hard links', async () => {
  const { root } = makeRoot();
  await apply(root, [
    { name: './bin/run', mode: 0o4755, content: '#!' },
    { name: 'bin/same', type: 'link', linkname: 'bin/run' },
    { name: 'lib', type: 'symlink', linkname: 'usr/lib' },
    { name: 'usr/lib', type: 'directory' },
    { name: 'lib/x.so', content: 'library' },
    { name: 'dev/null', type: 'character-device', devmajor: 1, devminor: 3 },
  ]);
  expect(statSync(join(root, 'bin/run')).mode & 0o7777).toBe(0o755);
  expect(statSync(join(root, 'bin/same')).ino).toBe(statSync(join(root, 'bin/run')).ino);
  expect(readFileSync(join(root, 'usr/lib/x.so'), 'utf8')).toBe('library');
  expect(existsSync(join(root, 'dev/null'))).toBe(false);
});

it.each([
  ['a climbing file', [{ name: '../evil' }]],
  ['a file climbing from below', [{ name: 'a/../../evil' }]],
  ['a hard link to the outside', [{ name: 'a', type: 'link', linkname: '../secret' }]],
  ['a whiteout of the parent', [{ name: 'a/.wh...' }]],
  [
    'links in a circle',
    [{ name: 'a', type: 'symlink', linkname: 'b' }, { name: 'b', type: 'symlink', linkname: 'a' }, { name: 'a/x' }],
  ],
] satisfies [string, Entry[]][])('refuses %s', async (_what, entries) => {
  const { root, outside } = makeRoot();
  writeFileSync(join(outside, 'secret'), 'secret');
  await expect(apply(root, entries)).rejects.toMatchObject({ code: 'image-invalid' });
  expect(readdirSync(outside).sort()).toEqual(['root', 'secret']);
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
});

it.each(['..', '/', '../..'])('writes through a link to %s inside the root only', async (target) => {
  const { root, outside } = makeRoot();
  await apply(root, [
    { name: 'way', type: 'symlink', linkname: target },
    { name: 'way/evil', content: 'evil' },
  ]);
  expect(readdirSync(outside)).toEqual(['root']);
  expect(readFileSync(join(root, 'evil'), 'utf8')).toBe('evil');
});

it('replaces a link by a file instead of writing through it', async () => {
  const { root, outside } = makeRoot();
  writeFileSync(join(outside, 'secret'), 'secret');
  symlinkSync('../secret', join(root, 'link'));
  await apply(root, [
    { name: 'link', content: 'mine' },
    { name: 'other', type: 'symlink', linkname: '/etc/passwd' },
  ]);
  expect(lstatSync(join(root, 'link')).isFile()).toBe(true);
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
  expect(readlinkSync(join(root, 'other'))).toBe('/etc/passwd');
});
