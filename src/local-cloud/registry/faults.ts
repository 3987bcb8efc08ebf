/** A refusal in the form of the OCI distribution specification. */
export class RegistryFault extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** A name that was not made through createRepository, in ECR's words. */
export function unknownName(name: string): RegistryFault {
  return new RegistryFault(404, 'NAME_UNKNOWN', `The repository with name '${name}' does not exist in the registry`);
}

/** A tag that may not move, in ECR's words. */
export function keptTag(name: string, tag: string): RegistryFault {
  return new RegistryFault(400, 'TAG_INVALID', writeKeptTag(name, tag));
}

/** What ECR says of a tag that would move in a repository of immutable tags. */
export const writeKeptTag = (name: string, tag: string): string =>
  `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the repository is immutable.`;

/** Content that does not have the digest it was announced with. */
export function wrongDigest(message: string): RegistryFault {
  return new RegistryFault(400, 'DIGEST_INVALID', message);
}
