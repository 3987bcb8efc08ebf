import * as sdk from '@aws-sdk/client-ecr';
import { expect, it } from 'vitest';
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
