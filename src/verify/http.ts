import { whySilent } from '../model/silence.js';

/** One request; `body` is sent as JSON. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: string;
}

/** What came back; or why nothing did, as in `ECONNREFUSED`. */
export type HttpAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly reason: string };

/** Sends a request and never throws. */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

/** How long an answer may take; milliseconds. */
const patience = 10_000;

/** Real requests. */
export const httpOverNetwork: Http = async ({ method, url, body }) => {
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
      ...(body && { body, headers: { 'content-type': 'application/json' } }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  } catch (error) {
    return { reason: whySilent(error) };
  }
};
