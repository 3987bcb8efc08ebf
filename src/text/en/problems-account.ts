import type { AwsRefusal } from '../../model/problem.js';
import { freePlanLimit, quotaPage, refusalLine } from '../facts.js';
import type { Speech, Words } from '../words.js';
import { roomLines, roomTodo, sayNoRoom } from './room.js';

const about = (refusal: AwsRefusal, speak: Speech) => (refusal.whose ? `${speak.resource(refusal.whose)}: ` : '');

/** What can go wrong with the account, and what AWS refuses. */
export const accountProblems = {
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
} satisfies Partial<Words['problems']>;
