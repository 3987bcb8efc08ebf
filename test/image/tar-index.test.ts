import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  createWriteStream,
  linkSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { indexTar } from '../../src/image/tar-index.js';
import { makeFolder, writeFiles } from './images.js';

const long = `${'folder/'.repeat(40)}file-名簿.txt`;

/** A tar of the same files as three programs write it. */
const makers: Record<string, (folder: string, path: string) => void | Promise<void>> = {
  'GNU tar': (folder, path) => void execFileSync('tar', ['--format=gnu', '-C', folder, '-cf', path, '.']),
  'POSIX tar': (folder, path) => void execFileSync('tar', ['--format=posix', '-C', folder, '-cf', path, '.']),
  'tar-stream': async (folder, path) => {
    const tar = pack();
    for (const name of ['short', long, 'empty']) tar.entry({ name }, readFileSync(join(folder, name)));
    tar.entry({ name: 'layers/hard', type: 'link', linkname: 'short' });
    tar.entry({ name: 'layers/soft', type: 'symlink', linkname: '../short' });
    tar.finalize();
    await pipeline(tar, createWriteStream(path));
  },
};

describe.each(Object.keys(makers))('a tar by %s', (maker) => {
  const make = async () => {
    const [folder, path] = [makeFolder(), join(makeFolder(), 'a.tar')];
    writeFiles(folder, { short: 'a'.repeat(700), [long]: 'content', empty: '', 'layers/x': 'x' });
    linkSync(join(folder, 'short'), join(folder, 'layers/hard'));
    symlinkSync('../short', join(folder, 'layers/soft'));
    await makers[maker]!(folder, path);
    return path;
  };

  it('tells where each file lies, long names and links too', async () => {
    const path = await make();
    const spans = await indexTar(path);
    const bytes = readFileSync(path);
    const content = (name: string) => {
      const { start, size } = spans.get(name)!;
      return bytes.toString('utf8', start, start + size);
    };
    for (const name of ['short', 'layers/hard', 'layers/soft']) expect(content(name)).toBe('a'.repeat(700));
    expect(content(long)).toBe('content');
    expect(content('empty')).toBe('');
  });

  it('that was cut off is refused', async () => {
    const path = await make();
    const [last] = [...(await indexTar(path)).values()].map((it) => it.start + it.size).sort((a, b) => b - a);
    truncateSync(path, last! - 1);
    await expect(indexTar(path)).rejects.toThrow();
  });
});

it('finds what lies behind more bytes than octal digits can tell', async () => {
  const path = join(makeFolder(), 'large.tar');
  const size = 9 * 1024 ** 3;
  const tar = pack();
  tar.entry({ name: 'large', size }, () => {});
  tar.on('error', () => {});
  // Only the header is of interest; the content is a hole in the file.
  const parts: Buffer[] = [];
  for await (const part of tar) {
    parts.push(part as Buffer);
    if (Buffer.concat(parts).length >= 512) break;
  }
  const header = Buffer.concat(parts);
  writeFileSync(path, header);
  truncateSync(path, header.length + size);
  const second = pack();
  second.entry({ name: 'behind' }, 'x');
  second.finalize();
  for await (const part of second) appendFileSync(path, part as Buffer);
  const spans = await indexTar(path);
  expect(spans.get('large')).toEqual({ start: header.length, size });
  expect(spans.get('behind')).toEqual({ start: header.length + size + 512, size: 1 });
});

it('refuses what is no tar', async () => {
  const path = join(makeFolder(), 'no.tar');
  writeFileSync(path, 'y'.repeat(2000));
  await expect(indexTar(path)).rejects.toThrow('tar: ');
  writeFileSync(path, 'short');
  await expect(indexTar(path)).rejects.toThrow('tar: ends early');
});
