import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-ecr';
import {
  ImageAlreadyExistsException,
  ImageDigestDoesNotMatchException,
  ImageTagAlreadyExistsException,
  InvalidParameterException,
  LayersNotFoundException,
  ReferencedImagesNotFoundException,
} from '@aws-sdk/client-ecr';
import { RegistryFault, writeKeptTag } from '../../registry/faults.js';
import { MANIFEST_TYPES, readReferences } from '../../registry/manifest.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { findImage, missing } from './images.js';
import { keepsTag } from './mutability.js';
import { needRepository } from './repositories.js';
import type { Repository } from './store.js';

const invalid = (message: string) => new InvalidParameterException({ message, $metadata: {} });

function typeOf(input: sdk.PutImageRequest): string {
  let named: unknown;
  try {
    named = (JSON.parse(input.imageManifest!) as { mediaType?: unknown } | null)?.mediaType;
  } catch {
    throw invalid("Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'");
  }
  const type = input.imageManifestMediaType ?? named;
  if (typeof type === 'string' && MANIFEST_TYPES.includes(type)) return type;
  throw invalid("Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'unsupported media type'");
}

function checkNew(world: World, repository: Repository, digest: string, tag: string | undefined): void {
  const { name } = repository;
  const images = world.plane.registry.images(name);
  const same = images.find((image) => image.digest === digest);
  if (same && (tag === undefined || same.tags.includes(tag))) {
    const tagged = tag === undefined ? '' : ` and tag '${tag}'`;
    throw new ImageAlreadyExistsException({
      message: `Image with digest '${digest}'${tagged} already exists in the repository with name '${name}' in registry with id '${world.account}'`,
      $metadata: {},
    });
  }
  if (tag !== undefined && keepsTag(repository, tag) && images.some(({ tags }) => tags.includes(tag))) {
    throw new ImageTagAlreadyExistsException({ message: writeKeptTag(name, tag), $metadata: {} });
  }
}

function put(world: World, name: string, manifest: Parameters<World['plane']['registry']['putManifest']>[1]): void {
  try {
    world.plane.registry.putManifest(name, manifest);
  } catch (error) {
    if (!(error instanceof RegistryFault)) throw error;
    if (error.code !== 'MANIFEST_BLOB_UNKNOWN') throw invalid(error.message);
    const { message } = error;
    const listed = readReferences(manifest.content, manifest.mediaType).manifests.length > 0;
    throw listed
      ? new ReferencedImagesNotFoundException({ message, $metadata: {} })
      : new LayersNotFoundException({ message, $metadata: {} });
  }
}

/** Manifests in and out by the API; the layers come through the registry. */
export const manifestOperations: Partial<Api<typeof sdk>> = {
  BatchGetImage: (input, { world }) => {
    const { name } = needRepository(world, input.repositoryName);
    const { registry } = world.plane;
    const images = registry.images(name);
    const found: sdk.Image[] = [];
    const failures: sdk.ImageFailure[] = [];
    for (const id of input.imageIds) {
      const image = findImage(images, id);
      if (!image) failures.push(missing(id));
      else {
        found.push({
          registryId: world.account,
          repositoryName: name,
          imageId: { imageDigest: image.digest, ...(id.imageTag !== undefined && { imageTag: id.imageTag }) },
          imageManifest: registry.manifest(name, image.digest),
          imageManifestMediaType: image.mediaType,
        });
      }
    }
    return { images: found, failures };
  },

  PutImage: (input, { world }) => {
    const repository = needRepository(world, input.repositoryName);
    const { imageManifest, imageTag: tag } = input;
    const mediaType = typeOf(input);
    const content = Buffer.from(imageManifest);
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    if (input.imageDigest !== undefined && input.imageDigest !== digest) {
      const message = `The specified image digest ${input.imageDigest} does not match the computed digest ${digest}`;
      throw new ImageDigestDoesNotMatchException({ message, $metadata: {} });
    }
    checkNew(world, repository, digest, tag);
    put(world, repository.name, { digest, mediaType, content, ...(tag !== undefined && { tag }) });
    return {
      image: {
        registryId: world.account,
        repositoryName: repository.name,
        imageId: { imageDigest: digest, ...(tag !== undefined && { imageTag: tag }) },
        imageManifest,
        imageManifestMediaType: mediaType,
      },
    };
  },
};
