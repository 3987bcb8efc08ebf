import type { Words } from '../words.js';
import { hints } from './hints.js';

const joined = (...parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(', ');

/** What AWS told, and what it suggests to try. */
export const evidence: Pick<Words, 'evidence' | 'hints' | 'images'> = {
  evidence: {
    state: ({ state, code, message }, speak) => [
      `State: ${joined(speak.state(state), code)}${message ? ` — ${message}` : ''}`,
    ],
    'stopped-task': ({ task, stopCode, reason, exitCode, count }) => [
      `Stopped task ${task}${count > 1 ? ` (${count} for the same reason)` : ''}: ${
        joined(stopCode, exitCode === undefined ? undefined : `exit code ${exitCode}`) || 'no reason code'
      }${reason ? ` — ${reason}` : ''}`,
    ],
    log: ({ task, lines }) => [`Last log lines of task ${task}:`, ...lines.map((it) => `  | ${it}`)],
    event: ({ at, message }) => [`Event ${at}: ${message}`],
    target: ({ target, state, reason, description, count = 1 }, speak) => [
      `Target ${target}${count > 1 ? ` (${count} are so)` : ''}: ${joined(speak.state(state), reason)}${description ? ` — ${description}` : ''}`,
    ],
    check: ({ path, port, codes }) => [
      `Health check: GET ${path}${port === undefined ? '' : `, port ${port}`}${codes ? `, healthy is ${codes}` : ''}`,
    ],
    rollout: ({ state, reason }, speak) => [`Deployment: ${speak.state(state)}${reason ? ` — ${reason}` : ''}`],
    blocker: ({ id, type, owner, description }, speak) => [
      `In use by: ${speak.kind(type)} ${id}${owner ? ` (owner ${owner})` : ''}${description ? ` — ${description}` : ''}`,
    ],
  },
  hints,
  images: {
    'engine-missing': () => ({
      cause: 'No command that builds container images was found (docker, podman, nerdctl, finch or buildah).',
      todo: [
        'Install Docker or another one: https://docs.docker.com/get-docker/',
        'To use an image that is already built, set image.uri or image.archive.',
      ],
    }),
    'engine-not-running': (fact) => ({
      cause: `The image cannot be built because ${fact('engine') || 'the container engine'} is not running.`,
      todo: [
        'Start Docker Desktop or your engine, then run the command again.',
        'On Linux: sudo systemctl start docker',
      ],
    }),
    'build-failed': (fact) => ({
      cause: `The image could not be built${fact('exitCode') ? ` (exit code ${fact('exitCode')})` : ''}.`,
      todo: ['The output above tells which instruction failed. Correct the Dockerfile or the source code.'],
    }),
    'context-missing': (fact) => ({
      cause: `The folder to build from, ${fact('folder') || fact('path')}, does not exist.`,
      todo: ['Look at image.path or image.folder in the config.'],
    }),
    'dockerfile-missing': (fact) => ({
      cause: `The Dockerfile (${fact('dockerfile') || fact('path') || fact('file')}) was not found.`,
      todo: ['Set image.dockerfile to its path within the build context.'],
    }),
    'git-missing': () => ({
      cause: 'The source code cannot be fetched because git was not found.',
      todo: ['Install git, or set image.path to a folder that has the source code.'],
    }),
    'git-failed': (fact) => ({
      cause: `The git repository ${fact('git') || fact('url')}${fact('ref') ? ` at ${fact('ref')}` : ''} could not be fetched.`,
      todo: ['Look at image.git and image.ref, the network, and your access to the repository.'],
    }),
    'git-invalid': (fact) => ({
      cause: `The git source cannot be used${fact('ref') || fact('folder') ? `: "${fact('ref') || fact('folder')}"` : ''}.`,
      todo: [
        'image.git is an https, ssh or file address without a password; image.ref a branch, tag or full commit; image.folder a folder within it.',
      ],
    }),
    'git-ref-missing': (fact) => ({
      cause: `The git repository ${fact('url')} has no branch, tag or commit ${fact('ref')}.`,
      todo: ['Correct image.ref, or leave it out for the default branch. A commit has to be written in full.'],
    }),
    'platform-mismatch': (fact) => ({
      cause: `The image is for another platform (${fact('found') || fact('is') || 'unknown'}) than needed (${fact('wanted') || fact('want') || fact('platform')}).`,
      todo: ['Set container.architecture to that of the image, or use an image for the platform needed.'],
    }),
    'registry-refused': (fact) => {
      const host = fact('registry') || fact('host');
      const status = Number(fact('status'));
      if (status === 401 || status === 403)
        return {
          cause: `The registry ${host} did not accept the login (HTTP ${status}): it is wrong or has expired.`,
          todo: [
            'For ECR: a new token is asked for with each run, so run the command again, and see that your IAM user may push.',
            'For another registry: the image has to be public, or has to be copied to ECR with image.archive.',
          ],
        };
      if (status === 404)
        return {
          cause: `The registry ${host} has no such repository (HTTP 404).`,
          todo: ['Run "meibo-infra up" again: it makes the repository anew.'],
        };
      return {
        cause: `The registry ${host} refused${status ? ` (HTTP ${status})` : ''}.`,
        todo: ['Look at your login to the registry and at the right of your IAM user to push to ECR.'],
      };
    },
    'registry-unreachable': (fact) => ({
      cause: `The registry ${fact('registry') || fact('host')} cannot be reached.`,
      todo: ['Look at the network and the proxy settings, then run the command again.'],
    }),
    'push-failed': (fact) => ({
      cause: fact('stored')
        ? `The registry ${fact('host')} has stored something else than was pushed.`
        : `The image could not be pushed to ${fact('host') || 'ECR'}${fact('status') ? ` (HTTP ${fact('status')})` : ''}; it was tried several times.`,
      todo: [
        Number(fact('status')) >= 500
          ? 'The registry has a fault of its own, such as a full disk. Try again later.'
          : 'Look at the network and at the right of your IAM user to push to ECR, then run the command again.',
      ],
    }),
    'reference-invalid': (fact) => ({
      cause: `"${fact('reference') || fact('uri')}" is not a reference to an image.`,
      todo: ['Write it as registry/repository:tag or registry/repository@sha256:…'],
    }),
    'image-not-found': (fact) =>
      fact('path')
        ? {
            cause: `The file ${fact('path')} of image.archive in the config is not there.`,
            todo: [
              'Look at the path in image.archive: a relative one starts at the folder of the config. "docker save -o" makes such a file.',
            ],
          }
        : {
            cause: `The image ${fact('reference') || fact('uri')} was not found.`,
            todo: ['Look at its name and tag, and at your access to the registry.'],
          },
    'disk-full': (fact) => ({
      cause: `The disk is full: the working files of the image cannot be written to ${fact('path')}.`,
      todo: [
        'Free some space, or set TMPDIR to a folder on a disk that has room, then run the command again. About the size of the image is needed.',
      ],
    }),
    'image-invalid': (fact) => ({
      cause: `The image${fact('path') ? ` ${fact('path')}` : ''} is damaged or of a form that is not known.`,
      todo: ['Make the archive again with docker save or in the OCI form.'],
    }),
  },
};
