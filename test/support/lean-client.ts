/** What the SDK does to a request for the network's sake: nothing in process reads it, and it is half of what a call costs. */
const forTheNetwork = [
  'loggerMiddleware',
  'contentLengthMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
];

/** Leaves of an SDK client what decides how a run goes: serialization, retries, and how an answer or an error is read. */
export function makeLean(client: object): void {
  const { middlewareStack } = client as { middlewareStack: { remove(name: string): boolean } };
  for (const name of forTheNetwork)
    if (!middlewareStack.remove(name)) throw new Error(`the SDK has no ${name} any more`);
}
