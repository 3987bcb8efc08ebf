import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageFrom, type PushTarget } from '../../src/resources/ecr/image.js';
import { repository } from '../../src/resources/ecr/repository.js';
import { answer, name, ours, refusal, tagList, theirs, token } from './cases/contract-case.js';
import { fakeAws } from './cases/fake-aws.js';

let cloud: ReturnType<typeof fakeAws>;
beforeEach(() => {
  cloud = fakeAws();
});
afterEach(() => cloud.restore());

describe('repositories', () => {
  it('are listed over all pages by the stack’s folder and tag', async () => {
    const shown = (repositoryName: string, repositoryArn: string) => ({ repositoryName, repositoryArn });
    cloud.answers([
      answer(DescribeRepositoriesCommand, ({ nextToken }) =>
        nextToken
          ? { repositories: [shown('shop/app', 'arn:1')] }
          : { nextToken: 'more', repositories: [shown('shopping/app', 'arn:1'), shown('shop/theirs', 'arn:2')] },
      ),
      answer(ListTagsForResourceCommand, ({ resourceArn }) => ({
        tags: tagList(resourceArn === 'arn:1' ? ours : theirs),
      })),
    ]);
    const scope = { stack: 'shop', region: 'ap-northeast-1', tags: {} };
    expect(await repository.list?.(cloud.aws, scope)).toEqual([{ id: 'shop/app', name: 'shop/app' }]);
  });
});

describe('an image', () => {
  const pushed: PushTarget[] = [];
  const image = imageFrom({
    async push(target) {
      pushed.push(target);
      return { digest: 'sha256:1' };
    },
  });
  const props = { repository: 'shop/app', tag: 'content-1', source: 'a folder' };
  const at = { name, tags: ours, props };

  it.each(['ImageNotFoundException', 'RepositoryNotFoundException'])('is not there: %s', async (code) => {
    cloud.answers([answer(DescribeImagesCommand, refusal(code))]);
    expect(await image.find(cloud.aws, at)).toBeUndefined();
  });

  it('is found by the tag of its content', async () => {
    cloud.answers([
      answer(DescribeImagesCommand, ({ repositoryName, imageIds }) =>
        repositoryName === 'shop/app' && imageIds?.[0]?.imageTag === 'content-1'
          ? { imageDetails: [{ imageDigest: 'sha256:1' }] }
          : refusal('ImageNotFoundException'),
      ),
    ]);
    const live = await image.find(cloud.aws, at);
    expect(live).toEqual({ id: 'sha256:1', digest: 'sha256:1' });
    expect(live && image.phase(live)).toBe('ready');
  });

  it('is pushed with the registry’s own token, which may hold colons', async () => {
    const authorizationToken = Buffer.from('AWS:pass:word').toString('base64');
    cloud.answers([
      answer(GetAuthorizationTokenCommand, {
        authorizationData: [{ authorizationToken, proxyEndpoint: 'http://127.0.0.1:5000' }],
      }),
    ]);
    expect(await image.create(cloud.aws, props, { name, tags: ours, token })).toBe('sha256:1');
    expect(pushed).toEqual([
      {
        registry: 'http://127.0.0.1:5000',
        repository: 'shop/app',
        tag: 'content-1',
        credentials: { user: 'AWS', password: 'pass:word' },
      },
    ]);
  });

  it('goes with its repository: its own removal changes nothing', async () => {
    await image.remove(cloud.aws, { id: 'sha256:1', digest: 'sha256:1' }, props);
    expect(cloud.asked()).toEqual([]);
  });
});
