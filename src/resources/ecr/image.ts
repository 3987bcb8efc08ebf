import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { signIn } from './sign-in.js';

/** Where an image goes; the password is a short-lived secret and must not be logged. */
export interface PushTarget {
  /** With its scheme, as ECR's token names it; `http:` only for the local cloud. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly credentials: { readonly user: string; readonly password: string };
}

/** Something that can be made an image of; it does its work only when it is pushed. */
export interface ImageSource {
  push(target: PushTarget): Promise<{ readonly digest: string }>;
}

export interface ImageProps {
  readonly repository: string;
  /** Made from the content: the same source has the same tag. */
  readonly tag: string;
  /** Where it comes from, for the reader of a plan. */
  readonly source: string;
}

export interface ImageLive extends Live {
  readonly digest: string;
}

/** The image of a source in a repository, told by the tag of its content; it goes with its repository. */
export const imageFrom = (source: ImageSource): Resource<ImageProps, ImageLive> => ({
  type: 'ecr:image',
  byContent: true,
  async find(aws, { props: { repository, tag } }) {
    if (!repository || !tag) return undefined;
    const answer = await unlessMissing(
      aws.ecr.send(new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: tag }] })),
    );
    const digest = answer?.imageDetails?.[0]?.imageDigest;
    return digest ? { id: digest, digest } : undefined;
  },
  async create(aws, { repository, tag }) {
    const { digest } = await source.push({ ...(await signIn(aws)), repository, tag });
    return digest;
  },
  phase: () => 'ready',
  remove: async () => {},
});

/** The kind alone, for looking and removing: it has nothing to push. */
export const image = imageFrom({
  push: () => Promise.reject(new Error('no source')),
});
