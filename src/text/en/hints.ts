import type { Words } from '../words.js';

const repair = 'Running "meibo-infra up" again restores what the config wants.';

/** What evidence lets one guess, and what to try. */
export const hints: Words['hints'] = {
  'health-path': ({ path, got, codes }) => ({
    cause: `The API answers the health check${path ? ` of ${path}` : ''} with ${got ? `HTTP ${got}` : 'another status than wanted'}${codes ? ` (healthy is ${codes})` : ''}.`,
    todo: [
      'Set loadBalancer.healthCheck.path to a path that the API answers well (/health, /, /api/health …).',
      'If that status is as it should be, change loadBalancer.healthCheck.matcher.',
    ],
  }),
  'elb-health': ({ path, port }) => ({
    cause: 'ECS stopped the tasks because the health checks of the load balancer failed.',
    todo: [
      `See that the API listens on port ${port ?? 'container.port'} and answers ${path ?? 'loadBalancer.healthCheck.path'} with a healthy status.`,
      'If the API starts slowly, raise service.gracePeriodSeconds.',
    ],
  }),
  'target-timeout': ({ port }) => ({
    cause: `The load balancer gets no answer in time from the tasks${port ? ` on port ${port}` : ''}.`,
    todo: [
      `See that the security group of the tasks admits the load balancer. ${repair}`,
      'If the API starts or answers slowly, raise service.gracePeriodSeconds or container.cpu.',
    ],
  }),
  'target-refused': ({ port }) => ({
    cause: `The API does not listen on port ${port ?? 'container.port'}: the tasks refuse the connections of the load balancer.`,
    todo: [
      'Set container.port to the port that the API really listens on. EXPOSE in the Dockerfile and the log of its start tell which.',
      'If the API listens on 127.0.0.1 only, let it listen on 0.0.0.0.',
    ],
  }),
  'target-not-in-use': () => ({
    cause: 'The target group has no listener, or the zone of the task is not enabled on the load balancer.',
    todo: [repair],
  }),
  architecture: () => ({
    cause: 'The container image is built for another CPU architecture than the task runs on.',
    todo: [
      'To use an ARM image as it is (one built on a Mac with Apple silicon, say), set container.architecture to arm64.',
      'To run it on x86_64, build it anew with docker build --platform linux/amd64. With image.path or image.git it is built for the tasks by itself.',
    ],
  }),
  'no-route': () => ({
    cause: 'The tasks have no way to the internet, so they cannot reach ECR or Parameter Store.',
    todo: [
      `See that the NAT gateway is there, that the route tables of the private subnets have a route for 0.0.0.0/0, and that the security group of the tasks lets traffic out. ${repair}`,
    ],
  }),
  'image-not-there': ({ image }) => ({
    cause: `The registry does not have the container image${image ? ` ${image}` : ''}.`,
    todo: [
      'If image.uri names it, see that the repository and the tag (or digest) are right and that it has been pushed.',
      'If this tool pushed it, run "meibo-infra up" again: it is pushed once more.',
    ],
  }),
  'pull-denied': () => ({
    cause: 'Pulling the container image was refused.',
    todo: [
      `See that the task execution role has AmazonECSTaskExecutionRolePolicy and that the policy of the S3 endpoint does not forbid it. ${repair}`,
      'If it lies in the ECR of another account or in a private registry, set image.copy to true to copy it to your own ECR.',
    ],
  }),
  'pull-rate': () => ({
    cause: 'The registry limits how often images are pulled, and the limit is reached.',
    todo: ['Wait a while and run the command again, or set image.copy to true to pull from ECR.'],
  }),
  role: ({ action, role }) => ({
    cause: `The task execution role${role ? ` ${role}` : ''} is not allowed ${action ?? 'what it needs'}.`,
    todo: [
      repair,
      'If that changes nothing, ask the administrator of your organization whether a permissions boundary or an SCP forbids it.',
    ],
  }),
  'role-not-assumed': ({ role }) => ({
    cause: `ECS cannot assume the role${role ? ` ${role}` : ''}.`,
    todo: [`See that the role is there and that its trust policy admits ecs-tasks.amazonaws.com. ${repair}`],
  }),
  parameter: () => ({
    cause: 'Parameter Store does not have the parameter with the DB password.',
    todo: [repair],
  }),
  'log-group': () => ({ cause: 'The CloudWatch Logs log group is missing.', todo: [repair] }),
  'db-unreachable': () => ({
    cause: 'The container cannot connect to the database.',
    todo: [
      `See that the security group of the database admits port 3306 from the tasks and that the DB instance is available. ${repair}`,
      'See that the API connects to the value of DB_HOST (the endpoint of RDS) on port 3306.',
    ],
  }),
  'db-host': () => ({
    cause: 'The container tries to connect to a database whose host name is not known.',
    todo: [
      'See that the API connects to the value of DB_HOST (the endpoint of RDS), not to a name in its source code.',
    ],
  }),
  'db-password': () => ({
    cause: 'The database refuses the login: the user name or the password is wrong.',
    todo: [
      'See that the API uses DB_USER and DB_PASSWORD.',
      'If the master password was changed, give Parameter Store the same value.',
    ],
  }),
  'db-name': () => ({
    cause: 'The DB instance has no database of the name that the API asks for.',
    todo: ['See that the API uses DB_NAME, and look at database.name in the config.'],
  }),
  'db-plugin': () => ({
    cause: 'The MySQL driver of the API does not know the authentication of the database, or TLS is required.',
    todo: ['Use a newer MySQL driver in the API.'],
  }),
  memory: () => ({ cause: 'The container ran out of memory.', todo: ['Raise container.memory.'] }),
  'exits-at-once': () => ({
    cause: 'The container ends as soon as it has started, without an error (exit code 0).',
    todo: [
      'See that CMD or ENTRYPOINT in the Dockerfile keeps the API in the foreground: when the API goes to the background, the container ends.',
    ],
  }),
  'app-crashed': ({ exitCode, log }) => ({
    cause: `The API in the container fails at its start and ends${exitCode === undefined ? '' : ` (exit code ${exitCode})`}.`,
    todo: [
      log
        ? 'Look at the error in its last log lines above, and correct the API or container.environment.'
        : 'It wrote no log. Start the same image on your machine to see why it ends.',
    ],
  }),
  'task-quota': () => ({
    cause: 'The account may not run more Fargate vCPUs (or tasks) at a time.',
    todo: [
      'Ask for more "Fargate On-Demand vCPU resource count" in the Service Quotas console: https://console.aws.amazon.com/servicequotas/home/services/fargate/quotas',
      'Stopping other tasks, or a smaller container.cpu or scaling.min, helps as well.',
    ],
  }),
  capacity: () => ({
    cause: 'AWS lacks capacity at the moment.',
    todo: ['Try again later, or use another zone or instance class.'],
  }),
  'subnet-full': () => ({
    cause: 'The subnet has no free IP addresses.',
    todo: ['Make network.cidr bigger and build the stack anew.'],
  }),
  'interface-in-use': () => ({
    cause: 'Other resources still use it.',
    todo: [
      'The resources above still use it. What was not made by this tool has to be deleted first, in the AWS Management Console.',
    ],
  }),
  'db-incompatible': () => ({
    cause: 'The DB instance cannot recover as it is.',
    todo: ['"Logs & events" in the RDS console tells the cause.'],
  }),
  'local-database': () => ({
    cause: 'The database server of the local cloud ended by itself again and again.',
    todo: [
      'Start it again on its data: "meibo-infra local stop", then "meibo-infra local start".',
      'If it ends again, server.log in .meibo-infra/local/databases tells why (a full disk, for example).',
    ],
  }),
};
