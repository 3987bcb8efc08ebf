import { tmpdir } from 'node:os';

/** What can go wrong with images; the words for users stand in the text folder. */
export type ImageFaultCode =
  | 'engine-missing'
  | 'engine-not-running'
  | 'build-failed'
  | 'context-missing'
  | 'dockerfile-missing'
  | 'git-missing'
  | 'git-failed'
  | 'git-ref-missing'
  | 'git-invalid'
  | 'platform-mismatch'
  | 'registry-refused'
  | 'registry-unreachable'
  | 'push-failed'
  | 'reference-invalid'
  | 'image-not-found'
  | 'image-invalid'
  | 'disk-full';

/** A fault as a code with facts, free of secrets; `image-invalid` is content that is broken, hostile or of an unknown form. */
export class ImageFault extends Error {
  override readonly name = 'ImageFault';
  constructor(
    readonly code: ImageFaultCode,
    readonly facts: Readonly<Record<string, string | number | readonly string[]>> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** The fault that an error stands for: images are unpacked and compressed on disk, and any write may be the one too many. */
export function faultOf(error: unknown): ImageFault | undefined {
  if (error instanceof ImageFault) return error;
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return undefined;
  // A write does not say where; all that is written here lies below this folder.
  return new ImageFault('disk-full', { path: path ?? tmpdir() }, { cause: error });
}
