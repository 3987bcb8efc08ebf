/** Codes of Node's own for a time that ran out while connecting, and the name of an `AbortSignal.timeout`. */
const ranOut = /^(UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|TimeoutError)$/;

/** Why a `fetch` brought no answer, as the system's code (`ECONNREFUSED`, `ETIMEDOUT`, `ENOTFOUND`) where there is one, else in the error's own words. */
export function whySilent(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  const code = cause?.code ?? name;
  if (ranOut.test(code)) return 'ETIMEDOUT';
  return cause?.code ?? message;
}
