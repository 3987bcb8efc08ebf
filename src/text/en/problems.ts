import type { AwsRefusal } from '../../model/problem.js';
import { freePlanLimit, imageFacts, placeOf, quotaPage, refusalLine } from '../facts.js';
import type { Speech, Words } from '../words.js';
import { evidence } from './evidence.js';
import { faults } from './faults.js';
import { imageLabels } from './image-labels.js';
import { expectations } from './json.js';
import { roomLines, roomTodo, sayNoRoom } from './room.js';

const about = (refusal: AwsRefusal, speak: Speech) => (refusal.whose ? `${speak.resource(refusal.whose)}: ` : '');

const doing: Readonly<Record<string, string>> = {
  create: 'Creating',
  adopt: 'Checking',
  change: 'Changing',
  wait: 'Waiting for',
  remove: 'Deleting',
};

/** What can go wrong. */
export const problems: Words['problems'] = {
  'config-missing': ({ file }) => ({
    cause: `The config file ${file} does not exist.`,
    todo: ['Look at the path after --config. Without it the defaults are used.'],
  }),
  'config-unreadable': ({ file, reason }) => {
    const place = placeOf(reason);
    return {
      cause: `The config file ${file} cannot be read.`,
      evidence: [
        place
          ? `It is not JSON at line ${place.line}, column ${place.column} (${expectations[place.expected]})`
          : reason,
      ],
      todo: [
        place ? 'Look for a missing or superfluous comma or quotation mark.' : 'Look at the permissions of the file.',
      ],
    };
  },
  'config-invalid': ({ file, faults: all }) => ({
    cause: `${file ? `The config file ${file}` : 'The config'} has ${all.length === 1 ? 'a fault' : `${all.length} faults`}.`,
    evidence: all.map((it) => {
      const say = faults.faults[it.code as keyof typeof faults.faults] as ((facts: object) => string) | undefined;
      const text = say?.(it.facts) ?? it.code;
      return `${it.path || faults.fault.whole}: ${text}${it.example === undefined ? '' : ` (${faults.fault.example(it.example)})`}`;
    }),
    todo: [
      file
        ? 'Correct the places above. All keys with their defaults are in config.example.json.'
        : 'Correct the options and environment variables (AWS_REGION, say).',
    ],
  }),
  'option-invalid': ({ option, value, expected }) => ({
    cause: `The option ${option} does not take "${value}".`,
    todo: [`Write it as ${expected}`],
  }),
  'answer-needed': () => ({
    cause: 'A question has to be answered, but there is no terminal to ask on.',
    todo: ['To go on without being asked, add --yes to the same command.'],
  }),
  'answer-wrong': ({ wanted }) => ({
    cause: `The answer was not "${wanted}"; nothing was changed.`,
    todo: [`To go on, answer the question with ${wanted}.`],
  }),
  'state-unreadable': ({ file, backup, reason }) => ({
    cause: `The state file ${file} cannot be read.`,
    evidence: [reason, ...(backup ? [`Its backup ${backup} cannot be read either.`] : [])],
    todo: [
      'Look at the permissions of the file.',
      'If it is damaged, move it away and run "meibo-infra up": it is rebuilt from the tags and names of the resources at AWS.',
    ],
  }),
  'state-newer': ({ file, version }) => ({
    cause: `The state file ${file} was written by a newer meibo-infra (format ${version}).`,
    todo: ['Use a newer version of meibo-infra.'],
  }),
  'state-of-another': ({ file, member, is, want }) => ({
    cause: `The state file ${file} belongs to another ${member}.`,
    evidence: [`State file: ${is || '(AWS)'}`, `Now: ${want || '(AWS)'}`],
    todo: [
      {
        account: 'Switch AWS_PROFILE or your credentials to the account of the state file.',
        region: 'Set --region or region in the config to the region of the state file.',
        endpoint: 'Use --local or AWS_ENDPOINT_URL as when the state file was made.',
        stack: 'Set --name or name in the config to the stack of the state file.',
      }[member],
      'To make a separate stack, name another state file with --state.',
    ],
  }),
  'out-not-writable': ({ file, reason }) => ({
    cause: `The file ${file} cannot be written.`,
    evidence: [reason],
    todo: ['See that the folder is there, that you may write to it, and that the disk has room.'],
  }),
  'state-not-writable': ({ file, reason }) => ({
    cause: `The state file ${file} cannot be written.`,
    evidence: [reason],
    todo: ['Look at the permissions of the folder and the free space of the disk.'],
  }),
  locked: ({ file, pid, host, command, since }) => ({
    cause: `Another "meibo-infra ${command}" is running.`,
    evidence: [`Process ${pid} on ${host}, since ${since}`, `Lock file: ${file}`],
    todo: [
      'Wait until it has ended.',
      `Delete the lock file only if you are certain that process ${pid} does not run on ${host}.`,
    ],
  }),
  'no-credentials': ({ reason }) => ({
    cause: 'There are no AWS credentials, or AWS does not accept them.',
    ...(reason && { evidence: [reason] }),
    todo: [
      'With access keys: aws configure',
      'With IAM Identity Center: aws sso login',
      'With a named profile: set AWS_PROFILE or --profile.',
      'To try it without an AWS account: meibo-infra up --local',
    ],
  }),
  'credentials-expired': () => ({
    cause: 'The AWS credentials have expired.',
    todo: ['With IAM Identity Center: aws sso login', 'With temporary credentials: get new ones and set them.'],
  }),
  'region-not-enabled': ({ region }) => ({
    cause: `The region ${region} is not enabled for this account.`,
    todo: [
      'Enable it in the account settings, or use another region: https://console.aws.amazon.com/billing/home#/account',
    ],
  }),
  'endpoint-unreachable': ({ endpoint, reason }) => ({
    cause: `${endpoint} cannot be reached.`,
    evidence: [reason],
    todo: [
      'Look at the network, the proxy (HTTPS_PROXY) and the VPN.',
      'If it is the local cloud, start it again with "meibo-infra up --local".',
    ],
  }),
  'access-denied': (it, speak) => ({
    cause: `${about(it, speak)}you are not allowed the action ${it.action}.`,
    evidence: [refusalLine(it)],
    todo: [
      `Allow ${it.action} for your IAM user or role. A policy with all that is needed is printed by "meibo-infra iam-policy".`,
      'If an SCP or a permissions boundary forbids it, ask the administrator of your organization.',
    ],
  }),
  'quota-reached': (it, speak) => ({
    cause: `${about(it, speak)}a quota of the account is reached (${it.quota}).`,
    evidence: [refusalLine(it), ...(it.shortage ? roomLines(it.shortage) : [])],
    todo: it.shortage
      ? roomTodo([it.shortage], speak)
      : [
          `Ask for more in the Service Quotas console: ${quotaPage(it.service)}`,
          'Deleting resources of the same kind that are not used helps as well.',
        ],
  }),
  'no-room': ({ shortages }, speak) => sayNoRoom(shortages, speak),
  'free-plan-refused': (it, speak) => ({
    cause: `${about(it, speak)}an account on the free plan cannot have ${
      { retention: 'this backup retention period', size: 'this instance class', other: 'this' }[freePlanLimit(it)]
    }.`,
    evidence: [refusalLine(it)],
    todo: [
      ...(freePlanLimit(it) === 'size' ? [] : ['Set database.backupRetentionDays to 1 or 0.']),
      ...(freePlanLimit(it) === 'retention' ? [] : ['Set database.instanceClass to db.t4g.micro or db.t3.micro.']),
      'To be rid of the limits, upgrade to the paid plan: https://console.aws.amazon.com/billing/home',
    ],
  }),
  'load-balancers-not-allowed': (it, speak) => ({
    cause: `${about(it, speak)}this account may not create load balancers yet (a limit of new accounts).`,
    evidence: [refusalLine(it)],
    todo: [
      'Open a case of the kind "Account and billing" with AWS Support and ask for load balancers to be allowed (free of charge): https://console.aws.amazon.com/support/home',
      'The answer takes a while: clean up meanwhile, so that NAT gateway and database do not cost money.',
    ],
  }),
  'aws-refused': (it, speak) => ({
    cause: `${about(it, speak)}AWS refused the request (${it.code}).`,
    evidence: [refusalLine(it)],
    todo: ['Look at the config or the account as the message says. If it is a passing error, run the command again.'],
  }),
  'zones-too-few': ({ wanted, found, region }) => ({
    cause: `The region ${region} has too few zones: ${wanted} wanted, ${found} usable.`,
    todo: [`Set network.zones to ${Math.max(2, found)} or less, or use another region.`],
  }),
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
  'image-failed': ({ code, facts: { untouched, ...facts } }) => {
    const { fact, rest } = imageFacts(facts, imageLabels);
    const say = evidence.images[code as keyof typeof evidence.images];
    const said = say?.(fact) ?? {
      cause: `There is no container image to use (${code}).`,
      todo: ['Look at image in the config.'],
    };
    const calm = untouched ? ' Nothing was made or changed.' : '';
    return { cause: said.cause + calm, todo: said.todo, evidence: rest(said.cause) };
  },
  interrupted: ({ command, local, untouched }) => ({
    cause: `"meibo-infra ${command}" was interrupted. ${untouched ? 'Nothing was changed.' : 'All that was done so far is in the state file.'}`,
    todo: untouched
      ? ['Run the same command again when you want it.']
      : [`You can go on or delete what was made.${local ? '' : ' What exists already costs money.'}`],
  }),
  'local-cloud-failed': ({ reason, log }) => ({
    cause: 'The local cloud could not be started.',
    evidence: [reason, ...(log ? [`Log: ${log}`] : [])],
    todo: ['Look at the log, the ports and the free space of the disk, then run the command again.'],
  }),
  'docker-unfit': ({ reason, said }) => ({
    cause: {
      'not-linux': '--runtime docker works on Linux only: the tasks share sockets and node with this machine.',
      missing: '--runtime docker needs docker, which is not on the PATH.',
      silent: 'Docker does not answer.',
    }[reason],
    ...(said && { evidence: [said] }),
    todo: [
      ...(reason === 'missing' ? ['Install Docker.'] : []),
      ...(reason === 'silent' ? ['Start Docker, and see whether "docker info" works without sudo.'] : []),
      'Without Docker: --runtime process runs the tasks as processes of this machine.',
    ],
  }),
  'local-runtime-differs': ({ is, wanted }) => ({
    cause: `The local cloud of this folder runs its tasks with --runtime ${is}, not ${wanted}, and something stands in it.`,
    todo: [
      `Leave out --runtime to go on with ${is}.`,
      `To change to ${wanted}: "meibo-infra destroy --local" first, or "meibo-infra local stop" to keep what stands; its tasks are then started anew.`,
    ],
  }),
};

function orElse(hints: readonly string[], otherwise: string): readonly string[] {
  return hints.length > 0 ? hints : [otherwise];
}

/** The guess first: it is what the reader looks for. */
function because(guess: string | undefined, what: string): string {
  return guess === undefined ? what : `${guess} ${what}`;
}
