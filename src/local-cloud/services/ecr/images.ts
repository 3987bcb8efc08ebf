import type * as sdk from '@aws-sdk/client-ecr';
import { ImageNotFoundException, ScanNotFoundException } from '@aws-sdk/client-ecr';
import type { ImageSight } from '../../data-plane.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { needRepository } from './repositories.js';

const fits = ({ digest, tags }: ImageSight, id: sdk.ImageIdentifier): boolean =>
  (id.imageDigest === undefined || id.imageDigest === digest) &&
  (id.imageTag === undefined || tags.includes(id.imageTag));

/** The image that an id means, among those of a repository. */
export const findImage = (images: readonly ImageSight[], id: sdk.ImageIdentifier): ImageSight | undefined =>
  images.find((image) => fits(image, id));

/** What a batch says of an image that is not there. */
export const missing = (id: sdk.ImageIdentifier): sdk.ImageFailure => ({
  imageId: id,
  failureCode: 'ImageNotFound',
  failureReason: 'Requested image not found',
});

const isTagged = (image: ImageSight, status: string | undefined): boolean =>
  status === undefined || status === 'ANY' || (status === 'TAGGED') === image.tags.length > 0;

const written = ({ imageDigest, imageTag }: sdk.ImageIdentifier): string =>
  `{imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'}`;

function detail(world: World, repositoryName: string, image: ImageSight): sdk.ImageDetail {
  return {
    registryId: world.account,
    repositoryName,
    imageDigest: image.digest,
    ...(image.tags.length > 0 && { imageTags: [...image.tags] }),
    imageSizeInBytes: image.sizeInBytes,
    imagePushedAt: new Date(image.pushedAt),
    imageManifestMediaType: image.mediaType,
    imageStatus: 'ACTIVE',
  };
}

function page<T>(all: readonly T[], { nextToken, maxResults }: { nextToken?: string; maxResults?: number }) {
  const start = Number(nextToken ?? 0);
  const end = start + (maxResults ?? 100);
  return { items: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined };
}

/** Images, and the token for the registry that keeps them; pushes and pulls are the registry's own business. */
export const imageOperations: Partial<Api<typeof sdk>> = {
  GetAuthorizationToken: (_input, { world }) => {
    const { user, password, expiresAt } = world.plane.registry.issueToken();
    return {
      authorizationData: [
        {
          authorizationToken: Buffer.from(`${user}:${password}`).toString('base64'),
          expiresAt: new Date(expiresAt),
          proxyEndpoint: `http://${world.plane.registry.host}`,
        },
      ],
    };
  },

  DescribeImages: (input, { world }) => {
    const { name } = needRepository(world, input.repositoryName);
    const images = world.plane.registry.images(name);
    const wanted = input.imageIds?.map((id) => {
      const found = findImage(images, id);
      if (found) return found;
      throw new ImageNotFoundException({
        message: `The image with imageId ${written(id)} does not exist within the repository with name '${name}' in the registry with id '${world.account}'`,
        $metadata: {},
      });
    });
    const { items, nextToken } = page(
      (wanted ?? images).filter((image) => isTagged(image, input.filter?.tagStatus)),
      input,
    );
    return { imageDetails: items.map((image) => detail(world, name, image)), nextToken };
  },

  /** The local cloud has no database of vulnerabilities: a scan is over as soon as the image is there, and has found nothing. */
  DescribeImageScanFindings: (input, { world }) => {
    const { name, scanOnPush } = needRepository(world, input.repositoryName);
    const { imageId = {} } = input;
    const image = findImage(world.plane.registry.images(name), imageId);
    const named = `${written(imageId)} in the repository with name '${name}' in the registry with id '${world.account}'`;
    if (!image)
      throw new ImageNotFoundException({ message: `Image with imageId ${named} does not exist`, $metadata: {} });
    if (!scanOnPush)
      throw new ScanNotFoundException({
        message: `Image scan does not exist for the image with ${named}`,
        $metadata: {},
      });
    const at = new Date(image.pushedAt);
    return {
      registryId: world.account,
      repositoryName: name,
      imageId: { imageDigest: image.digest, ...(imageId.imageTag !== undefined && { imageTag: imageId.imageTag }) },
      imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
      imageScanFindings: {
        imageScanCompletedAt: at,
        vulnerabilitySourceUpdatedAt: at,
        findings: [],
        findingSeverityCounts: {},
      },
    };
  },

  ListImages: (input, { world }) => {
    const { name } = needRepository(world, input.repositoryName);
    const ids = world.plane.registry
      .images(name)
      .filter((image) => isTagged(image, input.filter?.tagStatus))
      .flatMap(({ digest, tags }): sdk.ImageIdentifier[] =>
        tags.length > 0 ? tags.map((imageTag) => ({ imageDigest: digest, imageTag })) : [{ imageDigest: digest }],
      );
    const { items, nextToken } = page(ids, input);
    return { imageIds: items, nextToken };
  },

  BatchDeleteImage: (input, { world }) => {
    const { name } = needRepository(world, input.repositoryName);
    const { registry } = world.plane;
    const imageIds: sdk.ImageIdentifier[] = [];
    const failures: sdk.ImageFailure[] = [];
    for (const id of input.imageIds) {
      const found = findImage(registry.images(name), id);
      if (!found) failures.push(missing(id));
      else {
        // A tag takes its image along only when it is the last; a digest takes all its tags.
        if (id.imageTag !== undefined && found.tags.length > 1) registry.deleteTag(name, id.imageTag);
        else registry.deleteImage(name, found.digest);
        imageIds.push({ imageDigest: found.digest, ...(id.imageTag !== undefined && { imageTag: id.imageTag }) });
      }
    }
    return { imageIds, failures };
  },
};
