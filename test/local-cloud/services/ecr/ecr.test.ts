import * as sdk from '@aws-sdk/client-ecr';
import { describe, expect, it } from 'vitest';
import { errorName } from '../../../support/cloud.js';
import { makeWorld } from '../stage.js';

const make = async () => {
  const cloud = makeWorld();
  const created = await cloud.ecr.send(
    new sdk.CreateRepositoryCommand({ repositoryName: 'team/api', tags: [{ Key: 'app', Value: 'demo' }] }),
  );
  return { ...cloud, repository: created.repository! };
};

it('makes a repository once, with its address in the local registry', async () => {
  const { ecr, plane, repository } = await make();
  expect(repository.repositoryUri).toBe(`${plane.registry.host}/team/api`);
  const again = ecr.send(new sdk.CreateRepositoryCommand({ repositoryName: 'team/api' }));
  expect(await errorName(again)).toBe('RepositoryAlreadyExistsException');
  const upper = ecr.send(new sdk.CreateRepositoryCommand({ repositoryName: 'Team/Api' }));
  expect(await errorName(upper)).toBe('InvalidParameterException');
  const { tags } = await ecr.send(new sdk.ListTagsForResourceCommand({ resourceArn: repository.repositoryArn! }));
  expect(tags).toEqual([{ Key: 'app', Value: 'demo' }]);
});

it('gives a token for the local registry', async () => {
  const { ecr, plane } = await make();
  const { authorizationData } = await ecr.send(new sdk.GetAuthorizationTokenCommand({}));
  const [data] = authorizationData!;
  expect(data!.proxyEndpoint).toBe(`http://${plane.registry.host}`);
  expect(Buffer.from(data!.authorizationToken!, 'base64').toString()).toBe('AWS:simulated');
});

it('shows what was pushed, and a tag moves with a new push', async () => {
  const { ecr, plane } = await make();
  const first = plane.pushImage('team/api', { tags: ['latest', 'v1'], content: 'one' });
  const second = plane.pushImage('team/api', { tags: ['latest'], content: 'two' });
  const { imageDetails } = await ecr.send(new sdk.DescribeImagesCommand({ repositoryName: 'team/api' }));
  expect(imageDetails!.map(({ imageDigest, imageTags }) => [imageDigest, imageTags])).toEqual([
    [first, ['v1']],
    [second, ['latest']],
  ]);
  const imageIds = [{ imageTag: 'v2' }];
  const missing = ecr.send(new sdk.DescribeImagesCommand({ repositoryName: 'team/api', imageIds }));
  expect(await errorName(missing)).toBe('ImageNotFoundException');
  const deleted = await ecr.send(
    new sdk.BatchDeleteImageCommand({
      repositoryName: 'team/api',
      imageIds: [{ imageDigest: first }, { imageTag: 'v9' }],
    }),
  );
  expect(deleted.imageIds).toEqual([{ imageDigest: first }]);
  expect(deleted.failures).toMatchObject([{ failureCode: 'ImageNotFound' }]);
});

it('deletes a repository that holds images by force only', async () => {
  const { ecr, plane } = await make();
  plane.pushImage('team/api');
  const remove = (force: boolean) => ecr.send(new sdk.DeleteRepositoryCommand({ repositoryName: 'team/api', force }));
  expect(await errorName(remove(false))).toBe('RepositoryNotEmptyException');
  await remove(true);
  expect(await errorName(remove(true))).toBe('RepositoryNotFoundException');
});

it('keeps a life-cycle policy and the scan settings', async () => {
  const { ecr } = await make();
  const repositoryName = 'team/api';
  const get = () => ecr.send(new sdk.GetLifecyclePolicyCommand({ repositoryName }));
  expect(await errorName(get())).toBe('LifecyclePolicyNotFoundException');
  const lifecyclePolicyText = JSON.stringify({ rules: [] });
  await ecr.send(new sdk.PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  expect((await get()).lifecyclePolicyText).toBe(lifecyclePolicyText);
  const imageScanningConfiguration = { scanOnPush: true };
  await ecr.send(new sdk.PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }));
  const { repositories } = await ecr.send(new sdk.DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
  expect(repositories![0]!.imageScanningConfiguration).toEqual(imageScanningConfiguration);
});

it('has scanned what was pushed and found nothing, where a repository scans on push', async () => {
  const { ecr, plane } = await make();
  const repositoryName = 'team/api';
  const imageDigest = plane.pushImage(repositoryName);
  const scan = (imageId: sdk.ImageIdentifier) =>
    ecr.send(new sdk.DescribeImageScanFindingsCommand({ repositoryName, imageId }));
  expect(await errorName(scan({ imageDigest }))).toBe('ScanNotFoundException');
  const imageScanningConfiguration = { scanOnPush: true };
  await ecr.send(new sdk.PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }));
  expect(await scan({ imageTag: 'latest' })).toMatchObject({
    imageId: { imageDigest },
    imageScanStatus: { status: 'COMPLETE' },
    imageScanFindings: { findings: [], findingSeverityCounts: {} },
  });
  expect(await errorName(scan({ imageTag: 'other' }))).toBe('ImageNotFoundException');
});

describe('a repository of immutable tags', () => {
  const repositoryName = 'team/api';
  const makeImmutable = async (changes: Partial<sdk.PutImageTagMutabilityCommandInput> = {}) => {
    const cloud = await make();
    const input = { repositoryName, imageTagMutability: 'IMMUTABLE' as const, ...changes };
    await cloud.ecr.send(new sdk.PutImageTagMutabilityCommand(input));
    return cloud;
  };
  const manifestOf = async (ecr: sdk.ECRClient, imageDigest: string) => {
    const { images } = await ecr.send(new sdk.BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }));
    return images![0]!.imageManifest!;
  };

  it('gives no tag to another image, and takes new tags', async () => {
    const { ecr, plane } = await makeImmutable();
    const first = plane.pushImage(repositoryName, { tags: ['v1'], content: 'one' });
    expect(plane.pushImage(repositoryName, { tags: ['v1'], content: 'one' })).toBe(first);
    const second = plane.pushImage(repositoryName, { tags: ['v2'], content: 'two' });
    expect(() => plane.pushImage(repositoryName, { tags: ['v1'], content: 'two' })).toThrow('immutable');
    const put = async (imageTag: string, digest: string) =>
      ecr.send(new sdk.PutImageCommand({ repositoryName, imageTag, imageManifest: await manifestOf(ecr, digest) }));
    await expect(put('v1', second)).rejects.toMatchObject({
      name: 'ImageTagAlreadyExistsException',
      message:
        "The image tag 'v1' already exists in the 'team/api' repository and cannot be overwritten because the repository is immutable.",
    });
    expect(await errorName(put('v1', first))).toBe('ImageAlreadyExistsException');
    expect((await put('v3', first)).image!.imageId).toEqual({ imageDigest: first, imageTag: 'v3' });
    const { imageDetails } = await ecr.send(new sdk.DescribeImagesCommand({ repositoryName }));
    expect(imageDetails!.map(({ imageDigest, imageTags }) => [imageDigest, imageTags])).toEqual([
      [second, ['v2']],
      [first, ['v1', 'v3']],
    ]);
    await ecr.send(new sdk.PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'MUTABLE' }));
    expect((await put('v1', second)).image!.imageId!.imageTag).toBe('v1');
  });

  it('lets the tags move that it excludes', async () => {
    const imageTagMutabilityExclusionFilters = [{ filterType: 'WILDCARD' as const, filter: 'dev-*' }];
    const imageTagMutability = 'IMMUTABLE_WITH_EXCLUSION' as const;
    const { ecr, plane } = await makeImmutable({ imageTagMutability, imageTagMutabilityExclusionFilters });
    plane.pushImage(repositoryName, { tags: ['dev-1', 'v1'], content: 'one' });
    plane.pushImage(repositoryName, { tags: ['dev-1'], content: 'two' });
    expect(() => plane.pushImage(repositoryName, { tags: ['v1'], content: 'two' })).toThrow('immutable');
    const { repositories } = await ecr.send(new sdk.DescribeRepositoriesCommand({}));
    expect(repositories![0]).toMatchObject({ imageTagMutability, imageTagMutabilityExclusionFilters });
    const without = ecr.send(new sdk.PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
    expect(await errorName(without)).toBe('InvalidParameterException');
  });
});

it('takes an image away with its last tag, or by its digest', async () => {
  const { ecr, plane } = await make();
  const repositoryName = 'team/api';
  const remove = (...imageIds: sdk.ImageIdentifier[]) =>
    ecr.send(new sdk.BatchDeleteImageCommand({ repositoryName, imageIds }));
  const tags = () => plane.registry.images(repositoryName).map((image) => image.tags);
  const imageDigest = plane.pushImage(repositoryName, { tags: ['v1', 'v2', 'v3'], content: 'one' });
  expect(await remove({ imageTag: 'v2' })).toMatchObject({ imageIds: [{ imageDigest, imageTag: 'v2' }], failures: [] });
  expect(tags()).toEqual([['v1', 'v3']]);
  await remove({ imageTag: 'v1' }, { imageTag: 'v3' });
  expect(tags()).toEqual([]);
  plane.pushImage(repositoryName, { tags: ['v1', 'v2'], content: 'one' });
  expect((await remove({ imageDigest })).imageIds).toEqual([{ imageDigest }]);
  expect(tags()).toEqual([]);
});

it('refuses manifests that are none, and those of another digest', async () => {
  const { ecr, plane } = await make();
  const repositoryName = 'team/api';
  const imageDigest = plane.pushImage(repositoryName);
  const { images } = await ecr.send(new sdk.BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }));
  const put = (input: Partial<sdk.PutImageCommandInput>) =>
    errorName(ecr.send(new sdk.PutImageCommand({ repositoryName, imageManifest: '{', ...input })));
  expect(await put({})).toBe('InvalidParameterException');
  expect(await put({ imageManifest: 'null' })).toBe('InvalidParameterException');
  const imageManifest = images![0]!.imageManifest!;
  expect(await put({ imageManifest, imageDigest: `sha256:${'0'.repeat(64)}` })).toBe(
    'ImageDigestDoesNotMatchException',
  );
});

it('takes only the values that ECR knows', async () => {
  const { ecr } = await make();
  const imageTagMutability = 'FOO' as never;
  await expect(
    ecr.send(new sdk.CreateRepositoryCommand({ repositoryName: 'other', imageTagMutability })),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(
      /^Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum value set: \[IMMUTABLE, /,
    ),
  });
  const encryptionConfiguration = { encryptionType: 'ROT13' as never };
  const odd = ecr.send(new sdk.CreateRepositoryCommand({ repositoryName: 'other', encryptionConfiguration }));
  expect(await errorName(odd)).toBe('InvalidParameterException');
  const list = ecr.send(
    new sdk.ListImagesCommand({ repositoryName: 'team/api', filter: { tagStatus: 'SOME' as never } }),
  );
  expect(await errorName(list)).toBe('InvalidParameterException');
});
