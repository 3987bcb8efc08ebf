import type { Standing } from '../../model/quota.js';
import { tagsFrom } from './owned.js';

/** The most that EC2 puts on a page; an unpaged listing draws on a smaller bucket of requests (EC2 request throttling). */
export const mostPerPage = 1000;

/** What EC2 lists, as something that counts against a quota. */
export const standingOf =
  <T extends { Tags?: { Key?: string; Value?: string }[] }>(id: (it: T) => string | undefined) =>
  (it: T): Standing => {
    const { Name } = tagsFrom(it);
    return { id: id(it) ?? '', ...(Name && { name: Name }) };
  };
