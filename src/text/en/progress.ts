import { imageNote } from '../bytes.js';
import type { Words } from '../words.js';

const duration = (seconds: number): string => {
  const whole = Math.floor(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
};

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** What is said while things are under way. */
export const progress: Pick<
  Words,
  'actions' | 'plan' | 'events' | 'progress' | 'duration' | 'questions' | 'prices' | 'status'
> = {
  duration,
  actions: {
    create: {
      doing: (it) => `Creating ${it}`,
      done: (it) => `Created ${it}`,
      failed: (it) => `Could not create ${it}`,
    },
    adopt: {
      doing: (it) => `Checking existing ${it}`,
      done: (it) => `Took over existing ${it}`,
      failed: (it) => `Could not take over existing ${it}`,
    },
    change: {
      doing: (it) => `Changing ${it}`,
      done: (it) => `Changed ${it}`,
      failed: (it) => `Could not change ${it}`,
    },
    wait: {
      doing: (it) => `Waiting for ${it}`,
      done: (it) => `Ready: ${it}`,
      failed: (it) => `Not ready: ${it}`,
    },
    remove: {
      doing: (it) => `Deleting ${it}`,
      done: (it) => `Deleted ${it}`,
      failed: (it) => `Could not delete ${it}`,
    },
  },
  plan: {
    title: { up: 'Plan', destroy: 'To be deleted' },
    actions: {
      none: 'unchanged',
      create: 'create',
      change: 'change',
      wait: 'wait',
      renew: 'make anew',
      remove: 'delete',
      blocked: 'cannot be changed',
    },
    foreign: 'a resource of this name exists that is not of this stack',
    summary: (n, command) =>
      command === 'destroy'
        ? `Delete ${n.remove}`
        : [
            `Create ${n.create}`,
            `Change ${n.change}`,
            `Delete ${n.remove}`,
            `Unchanged ${n.none}`,
            ...(n.renew > 0 ? [`Make anew ${n.renew}`] : []),
            ...(n.wait > 0 ? [`Wait ${n.wait}`] : []),
            ...(n.blocked > 0 ? [`Cannot change ${n.blocked}`] : []),
          ].join(' / '),
    nothing: { up: 'Nothing to change.', destroy: 'Nothing to delete.' },
    price: ({ hour, day, month }) =>
      `Price (Tokyo region, without traffic): $${hour} per hour / $${day} per day / $${month} per month`,
    unknownValue: '(known after up)',
    stops: 'Until then "meibo-infra up" stops before it changes anything.',
  },
  events: {
    'run.start': ({ account, region, stack, endpoint }) =>
      `Account ${account} / ${region} / stack ${stack}${endpoint ? ` / endpoint ${endpoint}` : ''}`,
    'resource.late': ({ whose, seconds, usual }, speak) =>
      `${speak.resource(whose)} takes longer than usual (${duration(seconds)}; usually about ${duration(usual)})`,
    'resource.blocked': ({ whose, code, message, seconds }, speak) =>
      `${speak.resource(whose)}: AWS does not accept the call yet (${code}, ${duration(seconds)}). It is tried again: ${message}`,
    'resource.hindered': ({ whose, evidence }, speak) =>
      [
        `${speak.resource(whose)} is not getting on: ${speak.guess(evidence) ?? speak.evidence(evidence).join(' ')}`,
        ...speak.hints(evidence).map((it) => `  → ${it}`),
      ].join('\n'),
    'image.engine': ({ engine, path, notRunning }) =>
      `The image is built with ${engine} (${path})${notRunning.length === 0 ? '' : `; found but not running: ${notRunning.join(', ')}`}.`,
    'image.built': ({ seconds }) => `The image is built (${duration(seconds)}).`,
    'image.progress': (news) => {
      const note = imageNote(news, 'layers');
      return `${news.phase === 'build' ? 'Building the image' : 'Pushing the image'}${note ? `: ${note}` : ''}`;
    },
    'url.waiting': ({ url, status, seconds }) =>
      `Waiting for ${url} to answer (${status === undefined ? 'no answer' : `HTTP ${status}`}, ${duration(seconds)})`,
    stopping: () => 'Stopping once the calls under way have ended (press Ctrl+C again to end at once).',
    'lock.taken-over': ({ pid, command }) =>
      `The earlier "meibo-infra ${command}" (process ${pid}) has ended; its lock was taken over.`,
    'state.from-backup': ({ file }) => `The state file ${file} was damaged; its backup is used.`,
    'local.start': ({ endpoint, sampleInsteadOf }) =>
      `The local cloud runs at ${endpoint}. Nothing is sent to AWS and nothing is charged.${
        sampleInsteadOf === undefined ? '' : `\nThe bundled sample API runs in place of ${sampleInsteadOf}.`
      }`,
    'local.pull': ({ image }) => `Docker pulls the image ${image} for the database.`,
    'local.end': ({ standing }) =>
      standing.length === 0
        ? 'The local cloud is stopped; nothing of it is left.'
        : `The local cloud goes on running, because these are still in it: ${standing.join(', ')}`,
    'up.done': ({ seconds, changes, waited }) => {
      if (changes === 0 && waited === 'ready') return `Nothing to change; all is well (${duration(seconds)}).`;
      return waited === 'ready'
        ? `All is ready (${counted(changes, 'change')}, ${duration(seconds)}).`
        : `Everything is made (${counted(changes, 'change')}, ${duration(seconds)}). "meibo-infra status" tells when it is ready.`;
    },
    'destroy.done': ({ seconds, removed, left }) =>
      left.length === 0
        ? `Everything is deleted (${counted(removed, 'resource')}, ${duration(seconds)}).`
        : `${counted(removed, 'resource')} deleted, ${left.length} left (${duration(seconds)}). Run "meibo-infra destroy" again.`,
  },
  progress: {
    underWay: (count) => `${count} under way`,
    more: (count) => `and ${count} more`,
    late: 'takes longer than usual',
    stillGoing: (count) => `${count} still under way`,
    imageBuild: 'Building the image',
    imagePush: 'Pushing the image',
    imageNote: (news) => imageNote(news, 'layers'),
    billing: (count) => `Resources that still cost money: ${count}`,
    remains: (count) => `Resources that are left: ${count}`,
    perMonth: (usd) => `about $${usd} a month`,
    free: 'free',
    priceUnknown: 'price unknown',
  },
  questions: {
    up: 'Carry out this plan? [y/N] ',
    destroy: ({ stack, onDestroy }) =>
      `${
        onDestroy === 'snapshot'
          ? 'The database is deleted; a final snapshot (billed) is kept.'
          : 'The data of the database is deleted as well and cannot be brought back.'
      }\nType the name of the stack, ${stack}, to go on: `,
  },
  prices: {
    'nat-gateway': 'NAT gateway',
    'public-ipv4': 'public IPv4 address',
    'load-balancer': 'Application Load Balancer',
    'fargate-vcpu': 'Fargate vCPU',
    'fargate-memory': 'Fargate memory (GB)',
    'db-instance': 'DB instance',
    'db-storage': 'DB storage (GiB)',
    alarm: 'CloudWatch alarm',
    source: (date) => `Prices of the Tokyo region as of ${date}, without traffic, LCU and logs.`,
    tokyo: (region) => `Prices of ${region} are not known here: the figures are those of the Tokyo region.`,
    unknown: (list) => `Not included, price unknown: ${list}`,
    from: {
      list: (published) => `AWS Price List ${published}`,
      local: (published) => `local price list ${published}`,
      table: (asOf) => `built-in table ${asOf}`,
    },
    total: ({ hour, day, month }) =>
      `Price (without traffic): $${hour} per hour / $${day} per day / $${month} per month`,
    listed: (region) =>
      `Prices of ${region} from the AWS Price List with the day of its publication, without traffic, LCU and logs.`,
    listedLocally: 'The local cloud costs nothing. Its price list is the built-in table of the Tokyo region.',
    missed: ({ count, asOf }) =>
      `${count} ${count === 1 ? 'line has' : 'lines have'} no price there: those are of the built-in table (Tokyo region, ${asOf}).`,
    refused: ({ code, denied }) =>
      `The AWS Price List gave no prices (${code}), so those of the built-in table are shown.${denied ? ' Asking needs pricing:GetProducts, which "meibo-infra iam-policy plan" has.' : ''}`,
  },
  status: {
    overall: { well: 'All is well', unwell: 'Something is wrong', absent: 'Nothing has been made yet' },
    underWay: ({ command, pid }) => `"${command}" is at work (process ${pid})`,
    resources: 'Resources',
    drift: 'Differences from the config',
    noDrift: 'No difference from the config',
    faults: {
      create: 'missing',
      change: 'differs from the config',
      wait: 'not ready yet',
      renew: 'has to be made anew',
      remove: 'not in the config',
      blocked: 'differs in what cannot be changed',
    },
    tasks: 'Tasks',
    running: (running, desired) => `${running}/${desired} running`,
    healthy: (healthy, desired) => `${healthy}/${desired} pass health checks`,
    columns: { task: 'Task ID', zone: 'AZ', status: 'Status', health: 'Health', started: 'Started' },
    rollout: 'Deployment',
    scaling: 'Scaling',
    scalingLine: ({ min, max, current, targetCpu, lastCpu }) =>
      `min ${min} / max ${max}${current === undefined ? '' : ` / now ${current}`}, CPU target ${targetCpu}%${
        lastCpu === undefined ? '' : ` (last ${lastCpu.toFixed(1)}%)`
      }`,
    database: 'Database',
    answeredBy: (software) => `Really answers here: ${software}`,
    embedded: 'embedded approximate engine (SQLite)',
    approximate: 'It is not MySQL and knows basic SQL only',
    mariadb: 'It lacks -> for JSON and the collations utf8mb4_0900',
    scan: 'Vulnerabilities in the image (ECR scan)',
    scanLine: ({ critical, high }) =>
      `${critical} critical${high > 0 ? `, ${high} high` : ''}. Update the base image and the packages, then run "meibo-infra up".`,
    url: 'URL',
    lastFailure: (at) => `The last run failed (${at.replace('T', ' ').replace(/\.\d+/, '')})`,
    answers: (status, ms) => `HTTP ${status}${ms === undefined ? '' : ` (${ms} ms)`}`,
    silent: (reason) => `no answer (${reason})`,
    step: (ready, all) => `${ready}/${all}`,
  },
};
