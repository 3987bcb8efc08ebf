import type { Words } from '../words.js';

const doing: Readonly<Record<string, string>> = {
  create: 'Creating',
  adopt: 'Checking',
  change: 'Changing',
  wait: 'Waiting for',
  remove: 'Deleting',
};

/** What can go wrong with what stands or is being made. */
export const resourceProblems = {
  'foreign-namesake': (whose, speak) => ({
    cause: `${speak.resource(whose)} exists already but is not of this stack (it has no tag of meibo-infra).`,
    todo: [
      'Choose another stack name with name in the config or --name.',
      'If nobody needs that resource, delete it in the AWS Management Console and run the command again.',
    ],
  }),
  'replacement-needed': ({ resources }, speak) => ({
    cause:
      'The config changes what cannot be changed after creation. To keep your data safe, nothing is replaced by itself.',
    evidence: resources.flatMap((it) => it.changes.map((change) => `${speak.resource(it)}: ${speak.change(change)}`)),
    todo: [
      'To keep what there is: put the value on the left of the arrow back into the config.',
      'To have the new value: run "meibo-infra destroy" and then "meibo-infra up" (the data of the database is lost).',
    ],
  }),
  'deletion-protected': ({ resources }, speak) => ({
    cause: 'Deletion protection is on; nothing was deleted.',
    evidence: resources.map((it) => speak.resource(it)),
    todo: ['Set database.deletionProtection to false, run "meibo-infra up", then delete again.'],
  }),
  'not-well': (it, speak) => ({
    cause: because(
      speak.guess(it.evidence),
      `${speak.resource(it)} did not become well${it.state ? ` (state: ${speak.state(it.state)})` : ''}.`,
    ),
    evidence: speak.evidence(it.evidence),
    todo: orElse(
      speak.hints(it.evidence),
      'Look at the events of this resource in the AWS Management Console, then run the command again.',
    ),
  }),
  'patience-ended': (it, speak) => ({
    cause: because(
      speak.guess(it.evidence),
      `${doing[it.action] ?? 'Work on'} ${speak.resource(it)} did not end within ${speak.duration(it.seconds)}${
        it.state ? ` (state: ${speak.state(it.state)})` : ''
      }.`,
    ),
    evidence: speak.evidence(it.evidence),
    todo: orElse(speak.hints(it.evidence), 'AWS may still be at it. Wait a little, then run the command again.'),
  }),
  'did-not-take': (it, speak) => ({
    cause: because(
      speak.guess(it.evidence),
      `The change of ${speak.resource(it)} did not take effect; it may have been rolled back.`,
    ),
    evidence: [...it.changes.map((change) => speak.change(change)), ...speak.evidence(it.evidence)],
    todo: orElse(speak.hints(it.evidence), 'Look at the change and at the events above, then run the command again.'),
  }),
  'no-answer': ({ url, status, reason, seconds }, speak) => ({
    cause: `${url} did not answer as it should within ${speak.duration(seconds)}.`,
    evidence: [status === undefined ? `No answer${reason ? ` (${reason})` : ''}` : `HTTP ${status}`],
    todo: [
      status === 503
        ? 'No task is healthy. "meibo-infra status" shows the tasks.'
        : status === 502 || status === 504
          ? 'The task cannot be reached or answers too slowly. Look at container.port and at the log of the API.'
          : 'See whether loadBalancer.allowFrom admits the address of this machine, and whether the DNS name resolves.',
    ],
  }),
} satisfies Partial<Words['problems']>;

function orElse(hints: readonly string[], otherwise: string): readonly string[] {
  return hints.length > 0 ? hints : [otherwise];
}

/** The guess first: it is what the reader looks for. */
function because(guess: string | undefined, what: string): string {
  return guess === undefined ? what : `${guess} ${what}`;
}
