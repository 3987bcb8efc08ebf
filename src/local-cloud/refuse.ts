/** An error that the SDK does not model, with AWS's own code on the wire. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
    this.name = code;
  }
}

/** Ends an operation with an unmodelled AWS error (`InvalidVpcID.NotFound`, `ValidationException` …); modelled ones are thrown as the SDK's own classes. */
export function refuse(code: string, message: string, status = 400): never {
  throw new Refusal(code, message, status);
}
