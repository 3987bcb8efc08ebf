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

/** Content that does not have the digest it was announced with. */
export function wrongDigest(message: string): RegistryFault {
  return new RegistryFault(400, 'DIGEST_INVALID', message);
}
