import type { Words } from '../words.js';

/** The grading table of `verify`: titles translated from the assignment, remedies after its trouble-shooting part. */
export const verify: Words['verify'] = {
  titles: {
    'container-running': 'The Go API runs as a container',
    'image-registry': 'There is a registry that keeps the container image',
    'env-db-host': 'The environment variable `DB_HOST` is set',
    'env-db-user': 'The environment variable `DB_USER` is set',
    'env-db-password': 'The environment variable `DB_PASSWORD` is set',
    'env-db-name': 'The environment variable `DB_NAME` is set to `meibo`',
    'load-balancer': 'There is a load balancer',
    balancing: 'The load is spread over several containers',
    'http-80': 'Requests from the internet are taken on port 80 (HTTP)',
    'health-check': 'A health check is set up',
    scaling: 'Auto scaling by load is set up',
    'min-max': 'At least 2 containers, at most 4',
    'cpu-70': 'It scales out at 70% CPU',
    'db-instance': 'There is an RDS instance',
    'db-engine': 'The database engine is MySQL',
    'balancer-subnets': 'The VPC has subnets for the load balancer',
    'inner-subnets': 'The VPC has subnets for the containers and RDS',
    'image-pull': 'The containers can pull images from the internet',
    'api-answers': "The API works when it is called by the load balancer's DNS name",
    'record-post': "`POST /api/persons` by the load balancer's DNS name answers the record with its `id`",
    'record-get': "`GET /api/persons` by the load balancer's DNS name lists the record",
    'database-connection': 'The containers connect to RDS',
  },
  requirements: {
    1: 'Requirement 1: containers',
    2: 'Requirement 2: environment variables',
    3: 'Requirement 3: load balancer',
    4: 'Requirement 4: auto scaling',
    5: 'Requirement 5: database server',
    6: 'Requirement 6: network',
    operation: 'Check of operation',
  },
  marks: { ok: '○', ng: '×', skip: '−' },
  heading: { 1: 'Grading table (what is handed in)', 2: 'Grading table (checklist)' },
  counts: ({ ok, ng, skip }) => `○ ${ok}  × ${ng}  − ${skip}`,
  passed: 'Every line is fulfilled.',
  notPassed: 'Some lines are not fulfilled, or cannot be told.',
  seen: 'seen',
  source: 'source',
  console: 'console',
  cause: 'cause',
  fix: 'remedy',
  causes: {
    'no-service': ({ looked }) => ({
      cause: `There is no ECS service (${looked}).`,
      fix: 'Create the ECS service (meibo-infra up). Name one that was made by hand with --cluster and --service, or with --alb.',
    }),
    'no-running-task': ({ running, desired, reason }) => ({
      cause: `No task runs (${running}/${desired}).${reason ? ` ${reason}` : ''}`,
      fix: "Check the task definition (CPU, memory, image URL), the image in ECR, the task execution role's rights, and the errors in CloudWatch Logs.",
    }),
    'no-task-definition': () => ({
      cause: "There is no task definition to read the container's settings from.",
      fix: 'Register a task definition and give it to the ECS service.',
    }),
    'image-elsewhere': ({ image }) => ({
      cause: `The image lies in a registry other than ECR (${image}).`,
      fix: "Create an ECR repository, push the image to it, and use that repository's URL in the task definition.",
    }),
    'no-repository': ({ name }) => ({
      cause: `The ECR repository "${name}" of the task definition does not exist.`,
      fix: 'Create the ECR repository and push the image.',
    }),
    'no-image': ({ image }) => ({
      cause: `The ECR repository does not hold the image of the task definition (${image}).`,
      fix: 'Push the image to ECR, or correct the image URL in the task definition.',
    }),
    'variable-missing': ({ variable, names }) => ({
      cause: `The task definition has no environment variable ${variable}, or an empty one (it has: ${names || 'none'}).`,
      fix: `Add ${variable} in a new revision of the task definition and update the service.`,
    }),
    'variable-differs': ({ variable, is, want }) => ({
      cause: `${variable} is ${is}, not ${want}.`,
      fix: `Set ${variable} to ${want} in a new revision of the task definition and update the service.`,
    }),
    'no-load-balancer': ({ looked }) => ({
      cause: `There is no load balancer${looked ? ` "${looked}"` : ''}.`,
      fix: "Create an internet-facing Application Load Balancer that forwards to the ECS service's target group.",
    }),
    'balancer-not-active': ({ state, reason }) => ({
      cause: `The load balancer is not active (${[state, reason].filter(Boolean).join(': ')}).`,
      fix: 'Wait until it is provisioned and verify again; if it failed, create it anew.',
    }),
    'balancer-internal': () => ({
      cause: 'The load balancer is internal.',
      fix: 'The scheme cannot be changed: create an internet-facing one.',
    }),
    'no-listener': ({ ports }) => ({
      cause: `There is no HTTP listener on port 80 (there is: ${ports || 'none'}).`,
      fix: "Create a listener HTTP:80 that forwards to the ECS service's target group.",
    }),
    'listener-elsewhere': ({ port }) => ({
      cause: `The listener on port ${port} does not forward to the ECS service's target group.`,
      fix: "Let the listener's default action forward to the ECS service's target group.",
    }),
    'balancer-closed': ({ port, groups, open }) => ({
      cause: `The load balancer's security group (${groups}) does not let the internet in on port ${port} (open to: ${open || 'nobody'}).`,
      fix: `Add an inbound rule for TCP ${port} from 0.0.0.0/0.`,
    }),
    'no-target-group': () => ({
      cause: 'There is no target group.',
      fix: 'Create a target group and give it to the ECS service and the listener.',
    }),
    'tasks-closed': ({ port, groups, from }) => ({
      cause: `The tasks' security group (${groups}) does not let the load balancer (${from || 'no security group'}) in on port ${port}.`,
      fix: `Add an inbound rule to the tasks' security group for TCP ${port} from the load balancer's security group.`,
    }),
    'too-few-healthy': ({ healthy, registered, reasons }) => ({
      cause: `Only ${healthy} of ${registered} targets are healthy.${reasons ? ` ${reasons}` : ''}`,
      fix: "Check that two or more tasks run, that the target group's health check succeeds, and the container's log in CloudWatch Logs.",
    }),
    'one-zone': ({ zone }) => ({
      cause: `The healthy targets are all in one zone (${zone}).`,
      fix: 'Give the ECS service subnets in two or more zones.',
    }),
    'one-task-answers': ({ requests }) => ({
      cause: `One single task answered all ${requests} requests.`,
      fix: "Turn the target group's stickiness off and check that every target is healthy.",
    }),
    'answers-unknown': ({ requests }) => ({
      cause: `${requests} requests were answered, but neither the answers nor the logs tell by which task.`,
      fix: 'Send the log to CloudWatch Logs (awslogs) with a line per request, or answer with a header X-Served-By.',
    }),
    'health-check-off': () => ({
      cause: "The target group's health check is off.",
      fix: 'Turn it on, with the path /health or /.',
    }),
    'health-check-fails': ({ path, reasons }) => ({
      cause: `No target passes the health check (${path}).${reasons ? ` ${reasons}` : ''}`,
      fix: "Set the health check's path to /health or /, and check the container's port and its log in CloudWatch Logs.",
    }),
    'no-scalable-target': () => ({
      cause: 'Auto scaling is not set up for the ECS service.',
      fix: 'Set it up: at least 2, at most 4, target tracking at 70% CPU.',
    }),
    'no-scaling-policy': () => ({
      cause: 'There is no scaling policy.',
      fix: 'Add a target tracking policy for the average CPU (ECSServiceAverageCPUUtilization) at 70%.',
    }),
    'scaling-suspended': ({ what }) => ({
      cause: `Auto scaling is suspended (${what}).`,
      fix: 'Resume the scalable target.',
    }),
    'alarm-missing': ({ alarms }) => ({
      cause: `CloudWatch alarms of the scaling policy do not exist (${alarms}).`,
      fix: 'Save the scaling policy again: that makes its alarms anew.',
    }),
    'capacity-differs': ({ min, max }) => ({
      cause: `The number of containers is between ${min} and ${max}.`,
      fix: "Set the ECS service's auto scaling to at least 2 and at most 4.",
    }),
    'policy-not-cpu': ({ metric }) => ({
      cause: `The scaling policy does not go by CPU (${metric}).`,
      fix: 'Add a target tracking policy for the average CPU (ECSServiceAverageCPUUtilization) at 70%.',
    }),
    'cpu-target-differs': ({ is }) => ({
      cause: `The scaling policy's threshold is ${is}%, not 70%.`,
      fix: "Set the scaling policy's target value to 70.",
    }),
    'no-database': () => ({
      cause: 'There is no RDS instance.',
      fix: 'Create an RDS instance of MySQL and set DB_HOST to its endpoint.',
    }),
    'database-not-available': ({ state }) => ({
      cause: `The RDS instance is not available (${state}).`,
      fix: 'Wait while it is being made; start it if it is stopped.',
    }),
    'engine-differs': ({ engine }) => ({
      cause: `The database engine is not MySQL (${engine}).`,
      fix: 'The engine cannot be changed: create an RDS instance of MySQL.',
    }),
    'subnets-without-internet': ({ subnets }) => ({
      cause: `The load balancer's subnets (${subnets}) have no route to an internet gateway.`,
      fix: "Attach an internet gateway to the VPC and route 0.0.0.0/0 to it in the subnets' route table.",
    }),
    'subnets-shared': ({ subnets }) => ({
      cause: `The containers are in the load balancer's own subnets (${subnets}).`,
      fix: 'Create private subnets for the containers and RDS and put the ECS service there.',
    }),
    'other-network': ({ is, want }) => ({
      cause: `Containers, RDS and load balancer are not in one VPC (${want}): ${is}.`,
      fix: "Put the tasks and RDS into private subnets of the load balancer's VPC.",
    }),
    'no-way-out': ({ subnets }) => ({
      cause: `The route table of the containers' subnets (${subnets}) has no route for 0.0.0.0/0.`,
      fix: "Add a route for 0.0.0.0/0 to a NAT gateway to the private subnets' route table.",
    }),
    'nat-gone': ({ gateways }) => ({
      cause: `The NAT gateway of the route (${gateways}) does not exist or is not available.`,
      fix: "Create a NAT gateway in a public subnet and point the private subnets' route for 0.0.0.0/0 to it.",
    }),
    'nat-without-address': ({ gateways }) => ({
      cause: `The NAT gateway (${gateways}) has no Elastic IP address.`,
      fix: 'Create a public NAT gateway with an Elastic IP address.',
    }),
    'nat-not-public': ({ gateways, subnets }) => ({
      cause: `The subnet (${subnets}) of the NAT gateway (${gateways}) has no route to an internet gateway.`,
      fix: 'Put the NAT gateway into a public subnet whose route table sends 0.0.0.0/0 to an internet gateway.',
    }),
    'no-public-address': ({ subnets }) => ({
      cause: `The containers' subnets (${subnets}) lead straight to an internet gateway, but the tasks have no public address, or the gateway is not attached.`,
      fix: 'Put the ECS service into private subnets behind a NAT gateway, or let its tasks have public addresses.',
    }),
    'no-answer': ({ url, reason }) => ({
      cause: `${url} does not answer (${reason}).`,
      fix: 'A new load balancer needs some minutes until its DNS name works. Check listener, security groups and targets.',
    }),
    'answers-badly': ({ url, status }) => ({
      cause: `${url} answers HTTP ${status}.`,
      fix: "Check the container's log in CloudWatch Logs, the environment variables (DB_HOST, DB_USER, DB_PASSWORD, DB_NAME) and the security group of RDS.",
    }),
    'no-known-form': ({ tried }) => ({
      cause: `The API answers under none of the known paths (${tried}).`,
      fix: 'Look the paths up in the README of the API, and check that the right image is deployed.',
    }),
    'record-refused': ({ request, status }) => ({
      cause: `The API does not take a record (${request} → ${status}).`,
      fix: "Check the container's log in CloudWatch Logs, and that the database named by DB_NAME and its table exist.",
    }),
    'record-without-id': ({ request, status }) => ({
      cause: `The record is taken, but the answer holds no id (${request} → ${status}).`,
      fix: 'Check that the right image is deployed, and look up the form of the answer in the README of the API.',
    }),
    'record-lost': ({ request, status }) => ({
      cause: `The record does not come back (${request} → ${status}).`,
      fix: "Check the container's log in CloudWatch Logs, and that all tasks use the same RDS instance.",
    }),
    'database-closed': ({ port, groups, from }) => ({
      cause: `The security group of RDS (${groups}) does not let the tasks (${from}) in on port ${port}.`,
      fix: `Add an inbound rule to the security group of RDS for TCP ${port} from the tasks' security group.`,
    }),
    'not-allowed': ({ operations }) => ({
      cause: `It cannot be told: the permission is missing (${operations}).`,
      fix: 'Attach the policy that `meibo-infra iam-policy verify` prints to your IAM user or role.',
    }),
  },
};
