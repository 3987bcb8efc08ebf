import type { Words } from '../words.js';

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
    target: ({ target, state, reason, description }, speak) => [
      `Target ${target}: ${joined(speak.state(state), reason)}${description ? ` — ${description}` : ''}`,
    ],
    rollout: ({ state, reason }, speak) => [`Deployment: ${speak.state(state)}${reason ? ` — ${reason}` : ''}`],
    blocker: ({ id, type, owner, description }, speak) => [
      `In use by: ${speak.kind(type)} ${id}${owner ? ` (owner ${owner})` : ''}${description ? ` — ${description}` : ''}`,
    ],
  },
  hints: {
    'health-path':
      'The health check does not fit what the API answers. Look at loadBalancer.healthCheck.path (/health, / or another) and its matcher.',
    'elb-health':
      'ECS stopped the tasks because the health checks of the load balancer failed. See in the log above whether the API answers loadBalancer.healthCheck.path with a status of its matcher, and whether container.port is right. If the API starts slowly, raise service.gracePeriodSeconds.',
    'target-timeout':
      'The load balancer gets no answer from the tasks in time. See whether the security group of the tasks admits container.port, and whether the API starts or answers too slowly.',
    'target-refused':
      'The tasks refuse the connection. container.port must be the port the API listens on, and the API must not listen on 127.0.0.1 only.',
    'target-not-in-use':
      'The target group has no listener, or the zone of the task is not enabled on the load balancer. "meibo-infra up" mends it.',
    architecture:
      'The image is built for another processor than the task runs on. Set container.architecture to that of the image, or build the image anew for it.',
    'no-route':
      'The tasks have no way to the internet. See that the NAT gateway is available, that the route tables of the private subnets have a route for 0.0.0.0/0, and that outbound traffic is allowed.',
    'image-not-there': 'The image is not in the ECR repository. "meibo-infra up" pushes it again.',
    'pull-denied':
      'Pulling the image was refused. See that the task execution role has AmazonECSTaskExecutionRolePolicy, and look at the policy of the S3 endpoint.',
    'pull-rate': 'The registry limits how often images are pulled. Wait a while, or pull the image from ECR.',
    role: 'A role lacks a permission or cannot be assumed. Look at the policies and the trust policy of the task execution role; "meibo-infra up" restores them.',
    parameter: 'Parameter Store does not have the parameter with the DB password. "meibo-infra up" mends it.',
    'log-group': 'The CloudWatch Logs log group is missing. "meibo-infra up" mends it.',
    'db-unreachable':
      'The container cannot reach the database. See that the DB instance is available, that its security group admits port 3306 from the tasks, and that DB_HOST is right.',
    'db-password': 'The database refuses the login. See whether its master password is the one in Parameter Store.',
    'db-name': 'The DB instance has no database of the name in DB_NAME. Look at database.name in the config.',
    'db-plugin':
      'The MySQL driver of the API does not know the authentication of the database, or TLS is required. Use a newer driver.',
    memory: 'The container ran out of memory. Raise container.memory.',
    'exits-at-once':
      'The container ends without an error. See that CMD in the Dockerfile keeps the API in the foreground.',
    'app-crashed': 'The API in the container ends with an error. The log above tells why.',
    'task-quota':
      'The account may not run more Fargate tasks (vCPU). Ask for more in the Service Quotas console: https://console.aws.amazon.com/servicequotas/home/services/fargate/quotas',
    capacity: 'AWS lacks capacity at the moment. Try again later, or use another zone or class.',
    'subnet-full': 'The subnet has no free IP addresses. Use a bigger CIDR.',
    'interface-in-use':
      'The resources above still use it. What was not made by this tool has to be deleted first, in the AWS Management Console.',
    'db-incompatible': 'The DB instance cannot recover as it is. "Logs & events" in the RDS console tells the cause.',
  },
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
    'image-not-found': (fact) => ({
      cause: `The image ${fact('reference') || fact('uri') || fact('archive') || fact('path')} was not found.`,
      todo: ['Look at its name and tag, and at your access to the registry.'],
    }),
    'image-invalid': (fact) => ({
      cause: `The image${fact('path') ? ` ${fact('path')}` : ''} is damaged or of a form that is not known.`,
      todo: ['Make the archive again with docker save or in the OCI form.'],
    }),
  },
};
