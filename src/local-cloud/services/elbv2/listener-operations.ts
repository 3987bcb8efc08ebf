import { randomBytes } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CertificateNotFoundException,
  DuplicateListenerException,
  ListenerNotFoundException,
  TargetGroupAssociationLimitException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { own } from '../own.js';
import { attributeList, changeAttributes } from './attributes.js';
import { needBalancer } from './balancers.js';
import { needGroup } from './groups.js';
import { checkKnown, checkPort, PROTOCOLS } from './limits.js';
import { page } from './paging.js';
import { applyBalancer, balancerOf } from './plane.js';
import { elbSlice, type ForwardAction, type Listener } from './store.js';

function needListener(world: World, arn: string): Listener {
  const found = own(world.of(elbSlice).listeners, arn);
  if (found) return found;
  throw new ListenerNotFoundException({ message: 'One or more listeners not found', $metadata: {} });
}

const actionsOf = ({ targetGroupArn }: ForwardAction): sdk.Action[] => [
  {
    Type: 'forward',
    TargetGroupArn: targetGroupArn,
    Order: 1,
    ForwardConfig: {
      TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  },
];

const shown = (listener: Listener): sdk.Listener => ({
  ListenerArn: listener.arn,
  LoadBalancerArn: listener.loadBalancerArn,
  Port: listener.port,
  Protocol: listener.protocol as sdk.ProtocolEnum,
  DefaultActions: actionsOf(listener.action),
});

/** The one target group that actions forward to; other actions are not simulated. */
function forwardOf(world: World, actions: readonly sdk.Action[], balancerArn: string): ForwardAction {
  const [action] = actions;
  const groups = action?.ForwardConfig?.TargetGroups ?? [];
  const arn = action?.TargetGroupArn ?? groups[0]?.TargetGroupArn;
  if (actions.length !== 1 || action?.Type !== 'forward' || groups.length > 1 || !arn) {
    refuse('NotImplemented', 'The local cloud forwards to exactly one target group', 501);
  }
  needGroup(world, arn);
  const other = balancerOf(world, arn);
  if (other && other.arn !== balancerArn) {
    const message = `The following target groups cannot be associated with more than one load balancer: ${arn}`;
    throw new TargetGroupAssociationLimitException({ message, $metadata: {} });
  }
  return { targetGroupArn: arn };
}

function checkProtocol(protocol: string | undefined): void {
  if (protocol === 'HTTP') return;
  if (protocol === undefined) refuse('ValidationError', 'A listener protocol must be specified');
  checkKnown('protocol', protocol, PROTOCOLS);
  if (protocol !== 'HTTPS') refuse('ValidationError', `Listener protocol '${protocol}' must be one of 'HTTP, HTTPS'`);
  throw new CertificateNotFoundException({ message: 'The local cloud has no certificates', $metadata: {} });
}

const defaultAttributes = (): Record<string, string> => ({
  'routing.http.response.server.enabled': 'true',
});

/** Listeners, their attributes and their default rules. */
export const listenerOperations: Partial<Api<typeof sdk>> = {
  CreateListener: (input, { world }) => {
    const balancer = needBalancer(world, input.LoadBalancerArn);
    checkPort('port', input.Port);
    checkProtocol(input.Protocol);
    if (input.Port === undefined) refuse('ValidationError', 'A listener port must be specified');
    const action = forwardOf(world, input.DefaultActions, balancer.arn);
    const { listeners, tags } = world.of(elbSlice);
    const own = Object.values(listeners).find(
      ({ loadBalancerArn, port }) => loadBalancerArn === balancer.arn && port === input.Port,
    );
    if (own) {
      const alike = own.protocol === input.Protocol && own.action.targetGroupArn === action.targetGroupArn;
      if (alike) return { Listeners: [shown(own)] };
      const message = `A listener already exists on this port for this load balancer '${balancer.arn}'`;
      throw new DuplicateListenerException({ message, $metadata: {} });
    }
    const id = randomBytes(8).toString('hex');
    const path = `app/${balancer.name}/${balancer.id}/${id}`;
    const listener: Listener = {
      arn: world.arn('elasticloadbalancing', `listener/${path}`),
      ruleArn: world.arn('elasticloadbalancing', `listener-rule/${path}/${randomBytes(8).toString('hex')}`),
      loadBalancerArn: balancer.arn,
      port: input.Port,
      protocol: 'HTTP',
      action,
      attributes: defaultAttributes(),
    };
    listeners[listener.arn] = listener;
    tags[listener.arn] = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value ?? '']));
    applyBalancer(world, balancer);
    return { Listeners: [shown(listener)] };
  },

  DescribeListeners: (input, { world }) => {
    if (input.ListenerArns?.length) {
      return { Listeners: input.ListenerArns.map((arn) => shown(needListener(world, arn))) };
    }
    if (input.LoadBalancerArn === undefined)
      refuse('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
    const { arn } = needBalancer(world, input.LoadBalancerArn);
    const own = Object.values(world.of(elbSlice).listeners).filter(({ loadBalancerArn }) => loadBalancerArn === arn);
    const { items, NextMarker } = page(own, input);
    return { Listeners: items.map(shown), NextMarker };
  },

  ModifyListener: (input, { world }) => {
    const listener = needListener(world, input.ListenerArn);
    checkPort('port', input.Port);
    if (input.Protocol !== undefined) checkProtocol(input.Protocol);
    const port = input.Port ?? listener.port;
    const twin = Object.values(world.of(elbSlice).listeners).find(
      (each) => each !== listener && each.loadBalancerArn === listener.loadBalancerArn && each.port === port,
    );
    // Unlike CreateListener, AWS calls this a ValidationError.
    if (twin) refuse('ValidationError', `Listener port '${port}' is already in use`);
    if (input.DefaultActions) listener.action = forwardOf(world, input.DefaultActions, listener.loadBalancerArn);
    listener.port = port;
    applyBalancer(world, needBalancer(world, listener.loadBalancerArn));
    return { Listeners: [shown(listener)] };
  },

  DeleteListener: (input, { world }) => {
    const listener = needListener(world, input.ListenerArn);
    const { listeners, tags } = world.of(elbSlice);
    delete listeners[listener.arn];
    delete tags[listener.arn];
    applyBalancer(world, needBalancer(world, listener.loadBalancerArn));
    return {};
  },

  DescribeListenerAttributes: (input, { world }) => ({
    Attributes: attributeList(needListener(world, input.ListenerArn).attributes),
  }),

  ModifyListenerAttributes: (input, { world }) => {
    const { attributes } = needListener(world, input.ListenerArn);
    changeAttributes(attributes, input.Attributes, 'Listener');
    return { Attributes: attributeList(attributes) };
  },

  DescribeRules: (input, { world }) => {
    const { ListenerArn, RuleArns } = input;
    if (ListenerArn === undefined && RuleArns === undefined)
      refuse('ValidationError', 'You must specify either listener rule ARNs or a listener ARN');
    const all = Object.values(world.of(elbSlice).listeners);
    const wanted = ListenerArn
      ? [needListener(world, ListenerArn)]
      : all.filter(({ ruleArn }) => RuleArns?.includes(ruleArn));
    if (wanted.length < (RuleArns?.length ?? 0)) refuse('RuleNotFound', 'One or more rules not found');
    return {
      Rules: wanted.map(({ ruleArn, action }) => ({
        RuleArn: ruleArn,
        Priority: 'default',
        Conditions: [],
        Actions: actionsOf(action),
        IsDefault: true,
      })),
    };
  },
};
