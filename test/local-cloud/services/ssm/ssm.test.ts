import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  RemoveTagsFromResourceCommand,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { resolveParameter } from '../../../../src/local-cloud/services/ssm/lookups.js';
import { errorName, makeCloud } from '../../../support/cloud.js';

const secret = (Name: string, more: Partial<PutParameterCommandInput> = {}) =>
  new PutParameterCommand({ Name, Value: 'p4ss', Type: 'SecureString', ...more });

describe('parameter', () => {
  it('is kept once, and overwritten only on demand', async () => {
    const { ssm } = makeCloud();
    expect((await ssm.send(secret('/app/db'))).Version).toBe(1);
    expect(await errorName(ssm.send(secret('/app/db')))).toBe('ParameterAlreadyExists');
    const both = secret('/app/db', { Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] });
    expect(await errorName(ssm.send(both))).toBe('ValidationException');
    expect((await ssm.send(secret('/app/db', { Overwrite: true, Value: 'new' }))).Version).toBe(2);
    const shown = await ssm.send(new GetParameterCommand({ Name: '/app/db', WithDecryption: true }));
    expect(shown.Parameter).toMatchObject({
      Value: 'new',
      Version: 2,
      ARN: 'arn:aws:ssm:ap-northeast-1:000000000000:parameter/app/db',
    });
  });

  it('may become of another type, and then has no key', async () => {
    const { ssm } = makeCloud();
    await ssm.send(secret('/app/db', { KeyId: 'alias/own' }));
    await ssm.send(secret('/app/db', { Type: 'String', Overwrite: true }));
    const { Parameters } = await ssm.send(new DescribeParametersCommand({}));
    expect(Parameters![0]).toMatchObject({ Type: 'String', Version: 2 });
    expect(Parameters![0]!.KeyId).toBeUndefined();
  });

  it('is of a type and a tier that there are', async () => {
    const { ssm } = makeCloud();
    await expect(ssm.send(secret('/app/db', { Type: 'Foo' as never }))).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value 'Foo' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [SecureString, String, StringList]",
    });
    expect(await errorName(ssm.send(secret('/app/db', { Tier: 'Free' as never })))).toBe('ValidationException');
    const filters = new DescribeParametersCommand({ Filters: [{ Key: 'Age' as never, Values: ['1'] }] });
    await expect(ssm.send(filters)).rejects.toThrow("Value 'Age' at 'filters.key'");
  });

  it('shows a secret only on demand', async () => {
    const { ssm, world } = makeCloud();
    await ssm.send(secret('/app/db'));
    const sealed = await ssm.send(new GetParameterCommand({ Name: '/app/db' }));
    expect(sealed.Parameter!.Value).not.toContain('p4ss');
    expect(resolveParameter(world, '/app/db')!.value).toBe('p4ss');
    const byArn = 'arn:aws:ssm:ap-northeast-1:000000000000:parameter/app/db';
    expect(resolveParameter(world, byArn)!.value).toBe('p4ss');
    expect((await ssm.send(new GetParameterCommand({ Name: byArn }))).Parameter!.Name).toBe('/app/db');
    expect(resolveParameter(world, '/app/none')).toBeUndefined();
  });

  it('has a name by the rules', async () => {
    const { ssm } = makeCloud();
    for (const name of ['/aws/x', 'SSM-x', '/app/d b', 'app/db', '日本']) {
      expect(await errorName(ssm.send(secret(name)))).toBe('ValidationException');
    }
    expect(await errorName(ssm.send(secret('/a', { Value: 'x'.repeat(4097) })))).toBe('ValidationException');
    const untyped = new PutParameterCommand({ Name: '/a', Value: 'b' });
    expect(await errorName(ssm.send(untyped))).toBe('ValidationException');
  });

  it('keeps to its pattern; one that is none, or would take for ever, is refused', async () => {
    const { ssm } = makeCloud();
    const put = (AllowedPattern: string, Value: string) =>
      errorName(ssm.send(secret('/app/p', { AllowedPattern, Value, Overwrite: true })));
    expect(await ssm.send(secret('/app/p', { AllowedPattern: '^[a-z]+$', Value: 'abc' }))).toMatchObject({
      Version: 1,
    });
    expect(await put('^[a-z]+$', 'ABC')).toBe('ParameterPatternMismatchException');
    expect(await put('(', 'a')).toBe('InvalidAllowedPatternException');
    const started = performance.now();
    expect(await put('(a+)+$', `${'a'.repeat(60)}b`)).toBe('ParameterPatternMismatchException');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('is read and deleted one by one, several, and by path', async () => {
    const { ssm } = makeCloud();
    for (const name of ['/app/a', '/app/b', '/app/deep/c', '/other']) await ssm.send(secret(name));
    const some = await ssm.send(new GetParametersCommand({ Names: ['/app/a', '/none'] }));
    expect(some).toMatchObject({ Parameters: [{ Name: '/app/a' }], InvalidParameters: ['/none'] });
    const names = async (Recursive: boolean) =>
      (await ssm.send(new GetParametersByPathCommand({ Path: '/app', Recursive }))).Parameters!.map(({ Name }) => Name);
    expect(await names(false)).toEqual(['/app/a', '/app/b']);
    expect(await names(true)).toEqual(['/app/a', '/app/b', '/app/deep/c']);
    await ssm.send(new DeleteParameterCommand({ Name: '/app/a' }));
    expect(await errorName(ssm.send(new DeleteParameterCommand({ Name: '/app/a' })))).toBe('ParameterNotFound');
    const gone = await ssm.send(new DeleteParametersCommand({ Names: ['/app/a', '/app/b'] }));
    expect(gone).toMatchObject({ DeletedParameters: ['/app/b'], InvalidParameters: ['/app/a'] });
    expect(await errorName(ssm.send(new GetParameterCommand({ Name: '/app/b' })))).toBe('ParameterNotFound');
  });

  it('is described through filters, page by page, and tagged', async () => {
    const { ssm } = makeCloud();
    await ssm.send(secret('/app/a', { Tags: [{ Key: 'env', Value: 'dev' }] }));
    for (let i = 0; i < 11; i += 1)
      await ssm.send(new PutParameterCommand({ Name: `/x/${i}`, Value: 'v', Type: 'String' }));
    const found = async (Key: string, Option: string, ...Values: string[]) => {
      const ParameterFilters = [{ Key, Option, Values }];
      const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters, MaxResults: 50 }));
      return Parameters!.length;
    };
    expect(await found('Name', 'Equals', '/app/a')).toBe(1);
    expect(await found('Name', 'BeginsWith', '/x/1')).toBe(2);
    expect(await found('Type', 'Equals', 'SecureString')).toBe(1);
    expect(await found('tag:env', 'Equals', 'dev')).toBe(1);
    expect(await found('Path', 'Recursive', '/x')).toBe(11);
    const first = await ssm.send(new DescribeParametersCommand({}));
    expect(first.Parameters).toHaveLength(10);
    const second = await ssm.send(new DescribeParametersCommand({ NextToken: first.NextToken }));
    expect(second.Parameters).toHaveLength(2);
    const target = { ResourceType: 'Parameter', ResourceId: '/app/a' } as const;
    await ssm.send(new AddTagsToResourceCommand({ ...target, Tags: [{ Key: 'k', Value: 'v' }] }));
    await ssm.send(new RemoveTagsFromResourceCommand({ ...target, TagKeys: ['env'] }));
    expect((await ssm.send(new ListTagsForResourceCommand(target))).TagList).toEqual([{ Key: 'k', Value: 'v' }]);
    const stranger = new ListTagsForResourceCommand({ ...target, ResourceId: '/none' });
    expect(await errorName(ssm.send(stranger))).toBe('InvalidResourceId');
  });
});
