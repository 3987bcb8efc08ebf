import type { Aws } from '../aws/clients.js';
import { nameOf } from '../aws/names.js';
import type { Clock } from '../model/clock.js';
import { beginAsking } from './ask.js';
import { askBalancer } from './ask-balancer.js';
import { askDatabase } from './ask-database.js';
import { askImage } from './ask-image.js';
import { askNetwork } from './ask-network.js';
import { askScaling } from './ask-scaling.js';
import { askTaskDefinition, askTasks } from './ask-tasks.js';
import { callApi } from './call-api.js';
import type { Facts } from './facts.js';
import { findService, isByHand, type Search } from './find-service.js';
import type { Http } from './http.js';

/** What the gathering of evidence works with. */
export interface Collecting {
  readonly aws: Aws;
  readonly account: string;
  readonly region: string;
  /** Not AWS: the console cannot show it. */
  readonly endpoint?: string;
  readonly search: Search;
  readonly http: Http;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Gathers once what the lines are judged by: from AWS and from the API itself, never from a state file. Reads only, but for the one
 * record that it gives the API and takes back.
 */
export async function collectFacts(collecting: Collecting): Promise<Facts> {
  const { aws, account, region, endpoint, search, clock } = collecting;
  const asking = beginAsking();
  const named = search.alb ? await askBalancer(aws, asking, search) : undefined;
  // A name that leads nowhere is not to be answered with some other service.
  const astray = named && !named.loadBalancer && !search.cluster && !search.service;
  const service = astray ? undefined : await findService(aws, asking, search, named?.targetGroupArns ?? []);
  const [balancer, definition, tasks, scaling] = await Promise.all([
    askBalancer(aws, asking, search, service),
    askTaskDefinition(aws, asking, search, service),
    askTasks(aws, asking, service),
    askScaling(aws, asking, search, service),
  ]);
  const [database, image] = await Promise.all([
    askDatabase(aws, asking, search, { container: definition.container, vpcId: balancer.vpcId }),
    askImage(aws, asking, definition.container?.image),
  ]);
  const vpcId = balancer.vpcId ?? database?.DBSubnetGroup?.VpcId;
  const network = await askNetwork(aws, asking, search, vpcId);
  const { vpcId: _vpc, targetGroupArns: _arns, ...found } = balancer;
  const facts = {
    account,
    region,
    ...(endpoint && { endpoint }),
    takenAt: new Date(clock.now()).toISOString(),
    looked: lookedFor(search),
    ...(search.alb && { lookedAlb: search.alb }),
    ...(service && { service }),
    ...definition,
    tasks,
    ...image,
    ...found,
    ...scaling,
    ...(database && { database }),
    network,
  };
  const api = await callApi(collecting, asking, facts);
  return { ...facts, api, refused: [...asking.refused].sort() };
}

function lookedFor(search: Search): string {
  const { owner, cluster, service, alb } = search;
  if (isByHand(search)) return alb ?? [cluster, service].filter(Boolean).join('/');
  return `${nameOf(owner, 'cluster', 'ecs:cluster')}/${nameOf(owner, 'service', 'ecs:service')}`;
}
