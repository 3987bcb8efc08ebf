import type { Shortage } from '../../model/quota.js';
import { quotaLink, standingLines } from '../facts.js';
import type { Said, Speech } from '../words.js';

/** What says that the account has no room for what is to be made. */
export function sayNoRoom(shortages: readonly Shortage[], speak: Speech): Said {
  const kinds = shortages.map((it) => speak.kind(it.kind)).join(', ');
  return {
    cause: `The account has no room left in ${shortages[0]?.region ?? ''} for what is to be made: ${kinds}.`,
    evidence: shortages.flatMap(roomLines),
    todo: roomTodo(shortages, speak),
  };
}

/** The count against the limit, and what makes it up. */
export function roomLines({ quota, place, limit, needed, standing }: Shortage): readonly string[] {
  const where = place === undefined ? '' : ` (${place})`;
  const most = limit === undefined ? 'the limit is unknown' : `the limit is ${limit}`;
  return [
    `${quota.name}${where}: ${standing.length} in use, ${needed} more needed, ${most}`,
    ...standingLines(standing, { idle: 'unused', more: (count) => `and ${count} more` }),
  ];
}

/** Where the limit is raised, and what may go instead. */
export function roomTodo(shortages: readonly Shortage[], speak: Speech): readonly string[] {
  const kinds = shortages.map((it) => speak.kind(it.kind)).join(', ');
  return [
    ...shortages.map(
      (it) =>
        `Ask Service Quotas for ${it.standing.length + it.needed} or more of "${it.quota.name}": ${quotaLink(it)}`,
    ),
    `Or delete what nobody needs of these (${kinds}). A stack of this tool is deleted whole: "meibo-infra destroy --name <name of the stack>".`,
  ];
}
