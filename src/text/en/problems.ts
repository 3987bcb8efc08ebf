import { imageFacts } from '../facts.js';
import type { Words } from '../words.js';
import { evidence } from './evidence.js';
import { imageLabels } from './image-labels.js';
import { accountProblems } from './problems-account.js';
import { inputProblems } from './problems-input.js';
import { resourceProblems } from './problems-resources.js';

/** What can go wrong. */
export const problems: Words['problems'] = {
  ...inputProblems,
  ...accountProblems,
  ...resourceProblems,
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
  'local-cloud-silent': ({ pid }) => ({
    cause: `The local cloud of this folder (process ${pid}) runs, but does not answer.`,
    todo: [
      'Perhaps this machine is very busy: try again later.',
      'To end it: "meibo-infra local stop". Its data stay; the next start goes on with them.',
    ],
  }),
  'local-folder-unusable': ({ folder, reason }) => ({
    cause: `Nothing can be written to ${folder}, where the local cloud keeps its data.`,
    evidence: [reason],
    todo: ['Run the command in a folder that you may write to, or change the permissions of that one.'],
  }),
  'local-world-broken': ({ file, reason }) => ({
    cause: `The data of the local cloud in ${file} cannot be read.`,
    evidence: [reason],
    todo: [
      'Bring the file (and world.key beside it) back from a copy if there is one.',
      'To begin anew without the data: "meibo-infra local stop", and delete the folder .meibo-infra/local. Nothing on AWS is concerned.',
    ],
  }),
  'docker-unfit': ({ option, reason, said }) => ({
    cause: {
      'not-linux':
        option === '--runtime'
          ? '--runtime docker works on Linux only: the tasks share sockets and node with this machine.'
          : "--database container works on Linux only: the database shares this machine's network.",
      missing: `${option} ${option === '--runtime' ? 'docker' : 'container'} needs docker, which is not on the PATH.`,
      silent: 'Docker does not answer.',
      apart: "--database container needs a docker whose containers can share this machine's network.",
    }[reason],
    ...(said && { evidence: [said] }),
    todo: [
      ...(reason === 'missing' ? ['Install Docker.'] : []),
      ...(reason === 'silent' ? ['Start Docker, and see whether "docker info" works without sudo.'] : []),
      option === '--runtime'
        ? 'Without Docker: --runtime process runs the tasks as processes of this machine.'
        : 'Without Docker: --database auto takes the server of this machine, or else the embedded one.',
    ],
  }),
  'database-image-unfit': ({ image, said }) => ({
    cause: `The image ${image} cannot be pulled or holds no MySQL server that runs.`,
    evidence: [said],
    todo: [
      `Try "docker pull ${image}"; without a network, bring the image with "docker load" and run the command again.`,
      'MEIBO_INFRA_DATABASE_IMAGE names another image; --database auto does without one.',
    ],
  }),
  'local-database-differs': ({ is, wanted }) => ({
    cause: `A database of this folder's local cloud was made with --database ${is}, not ${wanted}; its data stay with that.`,
    todo: [`Leave out --database to go on with ${is}.`, `To change to ${wanted}: "meibo-infra destroy --local" first.`],
  }),
  'local-runtime-differs': ({ is, wanted }) => ({
    cause: `The local cloud of this folder runs its tasks with --runtime ${is}, not ${wanted}, and something stands in it.`,
    todo: [
      `Leave out --runtime to go on with ${is}.`,
      `To change to ${wanted}: "meibo-infra destroy --local" first, or "meibo-infra local stop" to keep what stands; its tasks are then started anew.`,
    ],
  }),
  'local-weather-differs': ({ is, wanted }) => ({
    cause: `The local cloud of this folder runs with --weather ${is}, not ${wanted}, and something stands in it.`,
    todo: [
      `Leave out --weather to go on with ${is}.`,
      `To change to ${wanted}: "meibo-infra destroy --local" first, or "meibo-infra local stop" to keep what stands.`,
    ],
  }),
};
