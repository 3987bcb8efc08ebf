import { DescribeServicesCommand, DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { buildOci } from '../../src/image/build-oci.js';
import { memoryJournal } from '../../src/state/journal.js';
import { openRegistry } from '../local-cloud/registry/registry.js';
import { configOf, makeStack } from '../support/stack.js';
import { makeFolder, writeFiles } from './images.js';

/** A stack whose registry takes real pushes; the tasks stay simulated. */
async function makeStackWithRegistry() {
  const stack = makeStack();
  const { plane: registry } = await openRegistry();
  Object.assign(stack.plane, { registry });
  const source = makeFolder();
  let version = 0;
  /** The config for an image of this content, as a fresh layout. */
  const configFor = async (content: string) => {
    writeFiles(source, { 'app/run': content });
    const archive = `${makeFolder()}/${version++}`;
    const { digest } = await buildOci(
      { folders: [{ from: source, to: '/' }], platform: 'linux/amd64', cmd: ['/app/run'] },
      archive,
    );
    return { config: configOf({ image: { archive } }), digest };
  };
  const cluster = 'demo-cluster';
  const runs = async () => {
    const { taskArns } = await stack.ecs.send(new ListTasksCommand({ cluster }));
    const { tasks = [] } = await stack.ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    return tasks.filter((it) => it.lastStatus === 'RUNNING').map((it) => it.containers?.[0]?.image?.split('@')[1]);
  };
  const service = async () => {
    const { services } = await stack.ecs.send(new DescribeServicesCommand({ cluster, services: ['demo-service'] }));
    return services?.[0];
  };
  return { ...stack, registry, configFor, runs, service };
}

describe('the image of a standing stack', () => {
  it('rolls over to a changed file by a new digest and a new revision, and is not pushed twice', async () => {
    const stack = await makeStackWithRegistry();
    const journal = memoryJournal();
    const one = await stack.configFor('one');
    await stack.up(one.config, journal);
    expect(await stack.runs()).toEqual([one.digest, one.digest]);

    const before = stack.changes().length;
    await stack.up(one.config, journal);
    expect(stack.changes().slice(before)).toEqual([]);

    const two = await stack.configFor('two');
    const { outputs } = await stack.up(two.config, journal);
    expect(two.digest).not.toBe(one.digest);
    expect(stack.changes().slice(before)).toEqual(
      expect.arrayContaining(['ecs RegisterTaskDefinition', 'ecs UpdateService']),
    );
    expect(outputs['task-def']?.taskDefinitionArn).toMatch(/:2$/);
    expect(await stack.runs()).toEqual([two.digest, two.digest]);
    expect(stack.registry.images('demo/app').map((it) => it.digest)).toEqual([one.digest, two.digest]);
  });

  it('keeps the old tasks when the new image does not come up, and goes back to the old digest', async () => {
    const stack = await makeStackWithRegistry();
    const journal = memoryJournal();
    const good = await stack.configFor('good');
    const { outputs } = await stack.up(good.config, journal);
    const url = `${outputs.alb?.url}/health`;

    stack.plane.app = { ...stack.plane.app, exitsWith: 1 };
    const bad = await stack.configFor('bad');
    let unserved = 0;
    const watch = setInterval(() => (unserved += stack.plane.request(url).status === 200 ? 0 : 1), 1);
    const problem = await stack.up(bad.config, journal).catch((error: unknown) => error);
    clearInterval(watch);
    expect(problem).toMatchObject({ code: 'did-not-take', facts: { kind: 'ecs:service' } });
    expect(JSON.stringify(problem)).toContain('exiting with code 1');
    expect(unserved).toBe(0);
    expect(await stack.runs()).toEqual([good.digest, good.digest]);
    expect((await stack.service())?.taskDefinition).toMatch(/:1$/);
    expect(stack.plane.request(url).status).toBe(200);

    // The next version mends it.
    stack.plane.app = { ...stack.plane.app, exitsWith: undefined };
    const better = await stack.configFor('better');
    await stack.up(better.config, journal);
    expect(await stack.runs()).toEqual([better.digest, better.digest]);
  });
});
