import { expect, it } from 'vitest';
import { judge, openStage, text } from './stage.js';

const stage = await openStage('ecr');
const { aws } = stage;

judge(stage, ['ecr'], () => {
  it('a repository and its images', async () => {
    expect(await aws.text('ecr get-login-password')).not.toBe('');
    const arn = await aws.text(
      `ecr create-repository --repository-name j/api --tags Key=a,Value=b ${text} repository.repositoryArn`,
    );
    expect(await aws.refused('ecr create-repository --repository-name j/api')).toBe('RepositoryAlreadyExistsException');
    await aws.text(
      'ecr put-image-scanning-configuration --repository-name j/api --image-scanning-configuration scanOnPush=true',
    );
    await aws.text('ecr put-image-tag-mutability --repository-name j/api --image-tag-mutability IMMUTABLE');
    expect(await aws.json('ecr describe-repositories --repository-names j/api')).toMatchObject({
      repositories: [
        { repositoryArn: arn, imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } },
      ],
    });
    await aws.text(`ecr tag-resource --resource-arn ${arn} --tags Key=c,Value=d`);
    await aws.text(`ecr untag-resource --resource-arn ${arn} --tag-keys a`);
    expect(await aws.json(`ecr list-tags-for-resource --resource-arn ${arn}`)).toEqual({
      tags: [{ Key: 'c', Value: 'd' }],
    });
    const rules = JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 10 },
          action: { type: 'expire' },
        },
      ],
    });
    expect(await aws.refused('ecr get-lifecycle-policy --repository-name j/api')).toBe(
      'LifecyclePolicyNotFoundException',
    );
    await aws.text('ecr put-lifecycle-policy --repository-name j/api --lifecycle-policy-text', rules);
    expect(
      JSON.parse(await aws.text(`ecr get-lifecycle-policy --repository-name j/api ${text} lifecyclePolicyText`)),
    ).toEqual(JSON.parse(rules));
    await aws.text('ecr delete-lifecycle-policy --repository-name j/api');
    expect(await aws.refused('ecr get-repository-policy --repository-name j/api')).toBe(
      'RepositoryPolicyNotFoundException',
    );
    const digest = stage.plane.pushImage('j/api', { tags: ['v1'] });
    const findings = 'ecr describe-image-scan-findings --repository-name j/api --image-id imageTag=v1';
    expect(await aws.text(`${findings} ${text} imageScanStatus.status`)).toBe('COMPLETE');
    expect(await aws.json('ecr list-images --repository-name j/api')).toEqual({
      imageIds: [{ imageDigest: digest, imageTag: 'v1' }],
    });
    expect(await aws.json('ecr describe-images --repository-name j/api')).toMatchObject({
      imageDetails: [{ imageDigest: digest, imageTags: ['v1'] }],
    });
    expect(await aws.json('ecr batch-get-image --repository-name j/api --image-ids imageTag=none')).toMatchObject({
      images: [],
      failures: [{ failureCode: 'ImageNotFound' }],
    });
    const manifest = await aws.text(
      `ecr batch-get-image --repository-name j/api --image-ids imageTag=v1 ${text} images[].imageManifest`,
    );
    expect(
      await aws.json('ecr put-image --repository-name j/api --image-tag v2 --image-manifest', manifest),
    ).toMatchObject({ image: { imageId: { imageDigest: digest, imageTag: 'v2' } } });
    stage.plane.pushImage('j/api', { tags: ['v3'] });
    expect(await aws.refused('ecr put-image --repository-name j/api --image-tag v3 --image-manifest', manifest)).toBe(
      'ImageTagAlreadyExistsException',
    );
    expect(
      await aws.json('ecr batch-delete-image --repository-name j/api --image-ids imageTag=v2 imageTag=v3'),
    ).toMatchObject({ imageIds: [{ imageTag: 'v2' }, { imageTag: 'v3' }], failures: [] });
    expect(await aws.refused('ecr delete-repository --repository-name j/api')).toBe('RepositoryNotEmptyException');
    expect(await aws.json('ecr batch-delete-image --repository-name j/api --image-ids imageTag=v1')).toMatchObject({
      imageIds: [{ imageTag: 'v1' }],
      failures: [],
    });
    await aws.text('ecr delete-repository --repository-name j/api');
    expect(await aws.refused('ecr describe-repositories --repository-names j/api')).toBe('RepositoryNotFoundException');
  });
});
