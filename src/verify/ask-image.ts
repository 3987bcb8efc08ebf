import { DescribeImagesCommand, DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import type { Aws } from '../aws/clients.js';
import type { Asking } from './ask.js';
import type { Facts } from './facts.js';

/** An image reference in its parts: `host:port/name:tag@digest`. */
export interface ImageParts {
  /** Without tag and digest, as ECR gives a repository's address. */
  readonly uri: string;
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Takes an image reference apart. */
export function partsOfImage(image: string): ImageParts {
  const [before = '', digest] = image.split('@');
  const colon = before.indexOf(':', before.lastIndexOf('/') + 1);
  const uri = colon < 0 ? before : before.slice(0, colon);
  const tag = colon < 0 ? undefined : before.slice(colon + 1);
  return { uri, name: uri.slice(uri.indexOf('/') + 1), ...(tag && { tag }), ...(digest && { digest }) };
}

/** The repository that the image comes from and the image in it. */
export async function askImage(
  aws: Aws,
  { ask }: Asking,
  image: string | undefined,
): Promise<Pick<Facts, 'repository' | 'image'>> {
  if (!image) return {};
  const { uri, name, tag, digest } = partsOfImage(image);
  const answer = await ask(aws.ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })));
  const repository = answer?.repositories?.[0];
  // A namesake in this account does not hold an image of another registry.
  if (!repository || repository.repositoryUri !== uri) return {};
  const imageId = digest ? { imageDigest: digest } : { imageTag: tag ?? 'latest' };
  const images = await ask(aws.ecr.send(new DescribeImagesCommand({ repositoryName: name, imageIds: [imageId] })));
  const found = images?.imageDetails?.[0];
  return { repository, ...(found && { image: found }) };
}
