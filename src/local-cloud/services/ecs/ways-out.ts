import type { World } from '../../world.js';
import { findPrivateEndpoint, hasGatewayRoute, isRouteToInternet } from '../ec2/lookups.js';
import { prefixLists } from '../ec2/prefix-lists.js';
import { ec2Slice } from '../ec2/store.js';
import { type End, endOf, letThrough } from '../ec2/walls.js';
import { failToPrepare, failToPull, SECRETS_OR_AUTH } from './start-failure.js';
import type { Task, TaskDefinition } from './store.js';

/** Where all services of AWS and other people's registries are, as seen from a task; kept for documentation, so that it is nobody's. */
const PUBLIC = '203.0.113.250';

/** The way from a task to a place on port 443. */
interface Way {
  readonly isOpen: boolean;
  readonly address: string;
}

/** A task that has its network interface, as one end of its connections. */
export const doorOf = (task: Task): End => ({ address: task.interface!.privateIp, groupIds: task.network.groupIds });

function wayOverInternet(world: World, task: Task, address = PUBLIC): Way {
  const route = isRouteToInternet(world, task.interface!.subnetId);
  const leads = route === 'nat' || (route === 'igw' && task.network.publicIp);
  return { isOpen: leads && letThrough(world, doorOf(task), { address }, 443), address };
}

/** The way to a service of AWS: the private DNS of an interface endpoint leads everybody of its VPC there, whether they get in or not. */
function wayTo(world: World, task: Task, service: string): Way {
  const { interfaces } = world.of(ec2Slice);
  const vpcId = interfaces[task.interface!.id]?.vpcId ?? '';
  const endpoint = findPrivateEndpoint(world, vpcId, `com.amazonaws.${world.region}.${service}`);
  const doors = (endpoint?.interfaceIds ?? []).flatMap((id) => interfaces[id] ?? []);
  const [first] = doors;
  if (!first) return wayOverInternet(world, task);
  const isOpen = doors.every((door) => letThrough(world, doorOf(task), endOf(door), 443));
  return { isOpen, address: first.privateIp };
}

/** S3 keeps its public addresses behind a gateway endpoint, too: only the route is another, and it takes no public address. */
function wayToS3(world: World, task: Task): Way {
  const service = `com.amazonaws.${world.region}.s3`;
  const block = prefixLists(world.region).find(({ name }) => name === service)!.cidrs[0]!;
  const address = block.slice(0, block.indexOf('/')).replace(/0$/, '1');
  if (!hasGatewayRoute(world, task.interface!.subnetId, service)) return wayOverInternet(world, task, address);
  return { isOpen: letThrough(world, doorOf(task), { address }, 443), address };
}

const timedOut = ({ address }: Way): string => `dial tcp ${address}:443: i/o timeout`;

function demandWay(world: World, task: Task, service: 'ecr' | 'ssm', what: string): void {
  const way = wayTo(world, task, service === 'ecr' ? 'ecr.api' : service);
  const host = `${service === 'ecr' ? 'api.ecr' : service}.${world.region}.amazonaws.com`;
  if (way.isOpen) return;
  failToPrepare(
    `${SECRETS_OR_AUTH}: ${what}: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://${host}/": ${timedOut(way)}. Please check your task network configuration.`,
  );
}

/** Where an image is. */
export interface ImagePlace {
  readonly image: string;
  readonly host: string;
  readonly repository: string;
  readonly reference: string;
  /** It is in ECR, which keeps the layers in S3. */
  readonly isEcr: boolean;
}

/** Refuses a start whose task cannot reach its registry or, before that, what it needs to log in there and its secrets. */
export function checkWayToImage(world: World, { containers }: TaskDefinition, task: Task, place: ImagePlace): void {
  const { image, host, repository, reference, isEcr } = place;
  if (isEcr) demandWay(world, task, 'ecr', 'unable to retrieve ecr registry auth');
  if (containers[0]?.secrets?.length) demandWay(world, task, 'ssm', 'unable to retrieve secrets from ssm');
  const toRegistry = isEcr ? wayTo(world, task, 'ecr.dkr') : wayOverInternet(world, task);
  if (!toRegistry.isOpen) {
    const head = `https://${host}/v2/${repository}/manifests/${reference}`;
    failToPull(
      `pull image manifest has been retried 5 time(s): failed to resolve ref ${image}: failed to do request: Head "${head}": ${timedOut(toRegistry)}`,
    );
  }
  const toLayers = wayToS3(world, task);
  if (!isEcr || toLayers.isOpen) return;
  const bucket = `prod-${world.region}-starport-layer-bucket.s3.${world.region}.amazonaws.com`;
  failToPull(
    `ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://${bucket}/": ${timedOut(toLayers)}`,
  );
}

/** Refuses a start whose task cannot reach CloudWatch Logs. */
export function checkWayToLogs(world: World, task: Task): void {
  if (wayTo(world, task, 'logs').isOpen) return;
  failToPrepare(
    'failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed',
  );
}
