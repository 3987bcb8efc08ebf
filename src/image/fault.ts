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
  | 'image-invalid';

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
