import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { longestPolicy } from '../../src/aws/policy.js';
import { runBin } from '../support/bin.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meibo-policy-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  runBin(['iam-policy', ...args], { cwd: folder, env: { LANG: 'C', LC_ALL: '', AWS_REGION: 'ap-northeast-1' } });

/** What IAM takes: one document, which is no list. */
function demandDocument(text: string) {
  const document = JSON.parse(text);
  expect(document).toMatchObject({ Version: '2012-10-17', Statement: expect.any(Array) });
  expect(text.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(longestPolicy);
}

it('one policy is printed as it is, without a word besides', async () => {
  const { code, stdout, stderr } = await run('status');
  expect([code, stderr]).toEqual([0, '']);
  demandDocument(stdout);
});

it('several are printed one after the other, each to be pasted by itself', async () => {
  const { code, stdout, stderr } = await run('up');
  expect(code).toBe(0);
  const documents = stdout.split('\n\n');
  expect(documents).toHaveLength(2);
  documents.forEach(demandDocument);
  expect(stderr).toMatch(/2 JSON documents.*attach all 2.*--out <folder>/s);
});

it('--out writes each to a file, and tells how policies are made of them', async () => {
  const { code, stdout, stderr } = await run('up', '--out', '.', '--name', 'demo');
  expect([code, stdout]).toEqual([0, 'meibo-infra-demo-up-1.json\nmeibo-infra-demo-up-2.json\n']);
  for (const file of stdout.trim().split('\n')) {
    demandDocument(await readFile(join(folder, file), 'utf8'));
    const name = file.replace('.json', '');
    expect(stderr).toContain(`aws iam create-policy --policy-name ${name} --policy-document file://${file}`);
  }
  expect((await run('status', '--out', '.', '--name', 'demo')).stdout).toBe('meibo-infra-demo-status.json\n');
});

it('a folder that is not there is told', async () => {
  const { code, stdout, stderr } = await run('up', '--out', 'nowhere');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('nowhere');
});
