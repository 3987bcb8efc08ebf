import type { Exchange } from './facts.js';

/** Whether a request was answered with a success. */
export const isGood = (it: Exchange | undefined): boolean =>
  it?.status !== undefined && it.status >= 200 && it.status < 300;

/** `POST /users`, without the host. */
export const requestOf = ({ method, url }: Exchange): string => `${method} ${new URL(url).pathname}`;

/** Its status, or why there was none. */
export const outcomeOf = (it: Exchange | undefined): string => String(it?.status ?? it?.reason ?? '');

/** `POST /users → 201` */
export const told = (it: Exchange): string => `${requestOf(it)} → ${outcomeOf(it)}`;
