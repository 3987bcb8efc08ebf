import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { ecrPush } from '../../src/steps/ecr-push.js';
import { accountWith, recording } from './recording.js';

let context: string;
beforeAll(async () => {
  context = await mkdtemp(join(tmpdir(), 'meibo-infra-test-'));
  await writeFile(join(context, 'Dockerfile'), 'FROM scratch\nCOPY app /app\n');
  await writeFile(join(context, 'app'), 'one');
});
afterAll(() => rm(context, { recursive: true }));

const run = async (image: object, container: object = {}) => {
  const record = recording({ app: { id: 'meibo/app', uri: 'registry/meibo/app' }, image: { digest: 'sha256:1' } });
  const config = configSchema.parse({ image, container });
  const outputs = await ecrPush.ensure({ config, inputs: {}, ensure: record.ensure, surroundings: accountWith([]) });
  return { ...record, outputs };
};

describe('ecr-push', () => {
  it('asks for a repository and an image in it, and hands the image on by digest', async () => {
    const { asked, props, outputs } = await run({ path: context, keep: 3 });
    expect([...asked.keys()]).toEqual(['app', 'image']);
    expect(props('app')).toEqual({ keep: 3 });
    expect(props('image')).toEqual({ repository: 'meibo/app', tag: expect.any(String), source: context });
    expect(outputs).toEqual({ imageUri: 'registry/meibo/app@sha256:1' });
  });

  it('asks for another tag when the content, the arguments or the processor change, and for the same otherwise', async () => {
    const tagOf = async (image: object = {}, container: object = {}) =>
      (await run({ path: context, ...image }, container)).props('image')?.tag;
    const first = await tagOf();
    expect(await tagOf()).toBe(first);
    const others = [await tagOf({ buildArgs: { A: '1' } }), await tagOf({}, { architecture: 'arm64' })];
    await writeFile(join(context, 'app'), 'two');
    others.push(await tagOf());
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it('uses an image by digest as it is, without any repository', async () => {
    const uri = `ghcr.io/example/api@sha256:${'a'.repeat(64)}`;
    const { keys, outputs } = await run({ uri });
    expect(keys()).toEqual([]);
    expect(outputs).toEqual({ imageUri: uri });
  });

  it('says what is wrong with a source in a problem of its own', async () => {
    await expect(run({ path: join(context, 'nowhere') })).rejects.toMatchObject({
      name: 'Problem',
      code: 'image-failed',
      facts: { code: 'context-missing' },
    });
  });
});
