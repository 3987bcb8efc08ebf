import type { Shortage } from '../../model/quota.js';
import { enough, isCounted, quotaLink, standingLines } from '../facts.js';
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
export function roomLines(shortage: Shortage): readonly string[] {
  const { quota, place, limit, needed, standing } = shortage;
  const where = place === undefined ? '' : ` (${place})`;
  const most = limit === undefined ? 'the limit is unknown' : `the limit is ${limit}`;
  return [
    isCounted(shortage)
      ? `${quota.name}${where}: ${standing.length} in use, ${needed} more needed, ${most}`
      : `${quota.name}${where}: ${most}; AWS says that it is reached, and lists ${standing.length} so far (what was made a moment ago is listed late)`,
    ...standingLines(standing, { idle: 'unused', more: (count) => `and ${count} more` }),
  ];
}

/** Where the limit is raised, and what may go instead. */
export function roomTodo(shortages: readonly Shortage[], speak: Speech): readonly string[] {
  const kinds = shortages.map((it) => speak.kind(it.kind)).join(', ');
  return [
    ...shortages.map((it) => `Ask Service Quotas for ${enough(it)} or more of "${it.quota.name}": ${quotaLink(it)}`),
    `Or delete what nobody needs of these (${kinds}). A stack of this tool is deleted whole: "meibo-infra destroy --name <name of the stack>".`,
  ];
}
