import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../../src/state/journal.js';
import type { Entry } from '../../src/state/schema.js';

const binding = { account: '123456789012', region: 'ap-northeast-1', stack: 'meibo' };
const entry = (key: string): Entry => ({
  step: 'network',
  key,
  type: 'ec2:vpc',
  status: 'created',
  token: 't',
  props: {},
  id: `id-${key}`,
  since: '2026-11-23T00:00:00.000Z',
});

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
  file = join(folder, 'deep', 'meibo.state.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the state file', () => {
  it('is not written before something was made, then holds entries in order, readable by nobody else', async () => {
    const journal = await openJournal(file, binding);
    expect(await readdir(join(folder, 'deep'))).toEqual([]);
    await journal.put(entry('vpc'));
    await Promise.all(['a', 'b', 'c'].map((it) => journal.put(entry(it))));
    await journal.drop('network', 'b');
    const again = await openJournal(file, binding);
    expect(again.entries().map((it) => it.key)).toEqual(['vpc', 'a', 'c']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(join(folder, 'deep'))).filter((it) => it.endsWith('.tmp'))).toEqual([]);
  });

  it('resolves a write only when it is on disk', async () => {
    const journal = await openJournal(file, binding);
    for (let n = 0; n < 20; n += 1) {
      const write = journal.put(entry(`k${n}`));
      journal.put(entry(`later${n}`));
      await write;
      expect(await readFile(file, 'utf8')).toContain(`"id-k${n}"`);
    }
  });

  it('keeps the place of an entry that is written again', async () => {
    const journal = await openJournal(file, binding);
    for (const key of ['a', 'b']) await journal.put(entry(key));
    await journal.put({ ...entry('a'), status: 'removing' });
    expect(journal.entries().map((it) => [it.key, it.status])).toEqual([
      ['a', 'removing'],
      ['b', 'created'],
    ]);
  });

  it.each([
    ['account', '999999999999'],
    ['region', 'us-east-1'],
    ['stack', 'other'],
    ['endpoint', 'http://127.0.0.1:4566'],
  ] as const)('refuses one of another %s', async (member, want) => {
    const journal = await openJournal(file, binding);
    await journal.put(entry('vpc'));
    await expect(openJournal(file, { ...binding, [member]: want })).rejects.toMatchObject({
      code: 'state-of-another',
      facts: { member, want },
    });
  });

  it('takes the backup when the file was cut in half, and says so', async () => {
    const first = await openJournal(file, binding);
    await first.put(entry('vpc'));
    await openJournal(file, binding);
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 60));
    const journal = await openJournal(file, binding);
    expect(journal.fromBackup).toBe(true);
    expect(journal.entries().map((it) => it.key)).toEqual(['vpc']);
  });

  it('refuses when neither can be read, and one that a newer version wrote', async () => {
    const journal = await openJournal(file, binding);
    await journal.put(entry('vpc'));
    await writeFile(file, '{');
    await expect(openJournal(file, binding)).rejects.toMatchObject({ code: 'state-unreadable' });
    await writeFile(file, '{"version": 99}');
    await expect(openJournal(file, binding)).rejects.toMatchObject({ code: 'state-newer', facts: { version: 99 } });
  });

  it('says when the folder cannot be written', async () => {
    await writeFile(join(folder, 'deep'), 'a file, not a folder');
    await expect(openJournal(file, binding)).rejects.toMatchObject({ code: 'state-not-writable' });
  });
});
