import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type Listener,
  type LoadBalancer,
  ModifyListenerCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { listener } from '../../../src/resources/elbv2/listener.js';
import { loadBalancer } from '../../../src/resources/elbv2/load-balancer.js';
import { targetGroup } from '../../../src/resources/elbv2/target-group.js';
import { answer, type ContractCase, call, name, ours, refusal, tagList, theirs } from './contract-case.js';

/** One ARN is ours, every other somebody else's. */
const tagsWhere = (own: string) =>
  answer(DescribeTagsCommand, ({ ResourceArns }) => ({
    TagDescriptions: ResourceArns?.map((ResourceArn) => ({
      ResourceArn,
      Tags: tagList(ResourceArn === own ? ours : theirs),
    })),
  }));

const aBalancer: LoadBalancer = {
  LoadBalancerArn: 'arn:lb',
  LoadBalancerName: name,
  DNSName: 'shop.example',
  State: { Code: 'active' },
  AvailabilityZones: [{ SubnetId: 'subnet-2' }, { SubnetId: 'subnet-1' }],
  SecurityGroups: ['sg-1'],
};
const balancers = (...LoadBalancers: LoadBalancer[]) => answer(DescribeLoadBalancersCommand, { LoadBalancers });
const inState = (Code: 'provisioning' | 'active_impaired' | 'failed') =>
  balancers({ ...aBalancer, State: { Code, Reason: 'why' } });

const loadBalancerCase: ContractCase = {
  resource: loadBalancer,
  id: 'arn:lb',
  props: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
  absent: [
    answer(DescribeLoadBalancersCommand, refusal('LoadBalancerNotFoundException', 'not found', 'LoadBalancerNotFound')),
  ],
  create: {
    call: call(CreateLoadBalancerCommand, {
      Name: name,
      Type: 'application',
      Scheme: 'internet-facing',
      Subnets: ['subnet-1', 'subnet-2'],
      SecurityGroups: ['sg-1'],
      Tags: tagList(ours),
    }),
    answers: [answer(CreateLoadBalancerCommand, { LoadBalancers: [aBalancer] })],
  },
  present: [balancers(aBalancer), tagsWhere('arn:lb')],
  drifts: [
    {
      what: 'moves to other subnets and groups',
      shows: [balancers({ ...aBalancer, AvailabilityZones: [{ SubnetId: 'subnet-9' }], SecurityGroups: ['sg-9'] })],
      paths: ['subnetIds', 'securityGroupIds'],
      calls: [
        call(SetSubnetsCommand, { LoadBalancerArn: 'arn:lb', Subnets: ['subnet-1', 'subnet-2'] }),
        call(SetSecurityGroupsCommand, { LoadBalancerArn: 'arn:lb', SecurityGroups: ['sg-1'] }),
      ],
    },
  ],
  phases: [
    { shows: [inState('provisioning')], phase: 'pending' },
    { shows: [inState('active_impaired')], phase: 'ready' },
    { shows: [inState('failed')], phase: 'failed' },
  ],
  remove: {
    calls: [call(DeleteLoadBalancerCommand, { LoadBalancerArn: 'arn:lb' })],
    gone: [answer(DeleteLoadBalancerCommand, refusal('LoadBalancerNotFoundException'))],
  },
  list: [
    balancers(
      aBalancer,
      { ...aBalancer, LoadBalancerArn: 'arn:theirs' },
      { ...aBalancer, LoadBalancerArn: 'arn:x', LoadBalancerName: 'else' },
    ),
  ],
};

const aGroup: TargetGroup = {
  TargetGroupArn: 'arn:tg',
  TargetGroupName: name,
  VpcId: 'vpc-1',
  // Never compared: ECS registers tasks with their own port.
  Port: 8080,
  HealthCheckPath: '/health',
  HealthCheckIntervalSeconds: 10,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 2,
  UnhealthyThresholdCount: 2,
  Matcher: { HttpCode: '200-299' },
};
const groups = (...TargetGroups: TargetGroup[]) => answer(DescribeTargetGroupsCommand, { TargetGroups });
const delay = (Value: string) =>
  answer(DescribeTargetGroupAttributesCommand, {
    Attributes: [
      { Key: 'stickiness.enabled', Value: 'false' },
      { Key: 'deregistration_delay.timeout_seconds', Value },
    ],
  });

const targetGroupCase: ContractCase = {
  resource: targetGroup,
  id: 'arn:tg',
  props: {
    vpcId: 'vpc-1',
    path: '/health',
    intervalSeconds: 10,
    timeoutSeconds: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    matcher: '200-299',
    deregistrationDelaySeconds: 15,
  },
  absent: [
    answer(DescribeTargetGroupsCommand, refusal('TargetGroupNotFoundException', 'not found', 'TargetGroupNotFound')),
  ],
  create: {
    call: call(CreateTargetGroupCommand, {
      Name: name,
      TargetType: 'ip',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: 'vpc-1',
      HealthCheckPath: '/health',
      Tags: tagList(ours),
    }),
    answers: [answer(CreateTargetGroupCommand, { TargetGroups: [aGroup] })],
  },
  present: [groups(aGroup), delay('15'), tagsWhere('arn:tg')],
  drifts: [
    { what: 'keeps its VPC', shows: [groups({ ...aGroup, VpcId: 'vpc-9' })], paths: ['vpcId'] },
    {
      what: 'lets targets go sooner than AWS would',
      shows: [delay('300')],
      paths: ['deregistrationDelaySeconds'],
      calls: [
        call(ModifyTargetGroupAttributesCommand, {
          TargetGroupArn: 'arn:tg',
          Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '15' }],
        }),
      ],
    },
    {
      what: 'checks health another way, in one call',
      shows: [groups({ ...aGroup, HealthCheckPath: '/', HealthyThresholdCount: 5, Matcher: { HttpCode: '200' } })],
      paths: ['path', 'healthyThreshold', 'matcher'],
      calls: [
        call(ModifyTargetGroupCommand, {
          TargetGroupArn: 'arn:tg',
          HealthCheckPath: '/health',
          HealthyThresholdCount: 2,
          Matcher: { HttpCode: '200-299' },
        }),
      ],
    },
  ],
  remove: {
    calls: [call(DeleteTargetGroupCommand, { TargetGroupArn: 'arn:tg' })],
    gone: [answer(DeleteTargetGroupCommand, refusal('TargetGroupNotFoundException'))],
  },
  list: [groups(aGroup, { ...aGroup, TargetGroupArn: 'arn:theirs' })],
};

const aListener: Listener = {
  ListenerArn: 'arn:listener',
  Port: 80,
  DefaultActions: [{ Type: 'forward', TargetGroupArn: 'arn:tg' }],
};
const listeners = (...Listeners: Listener[]) => answer(DescribeListenersCommand, { Listeners });

const listenerCase: ContractCase = {
  resource: listener,
  id: 'arn:listener',
  untagged: true,
  props: { loadBalancerArn: 'arn:lb', port: 80, targetGroupArn: 'arn:tg' },
  absent: [answer(DescribeListenersCommand, refusal('LoadBalancerNotFoundException'))],
  create: {
    call: call(CreateListenerCommand, {
      LoadBalancerArn: 'arn:lb',
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: 'arn:tg' }],
      Tags: tagList(ours),
    }),
    answers: [answer(CreateListenerCommand, { Listeners: [aListener] })],
  },
  present: [listeners({ ...aListener, ListenerArn: 'arn:other', Port: 8080 }, aListener)],
  drifts: [
    {
      what: 'leads to another target group',
      shows: [
        listeners({
          ...aListener,
          DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'arn:old' }] } }],
        }),
      ],
      paths: ['targetGroupArn'],
      calls: [
        call(ModifyListenerCommand, {
          ListenerArn: 'arn:listener',
          DefaultActions: [{ Type: 'forward', TargetGroupArn: 'arn:tg' }],
        }),
      ],
    },
  ],
  remove: {
    calls: [call(DeleteListenerCommand, { ListenerArn: 'arn:listener' })],
    gone: [answer(DeleteListenerCommand, refusal('ListenerNotFoundException', 'not found', 'ListenerNotFound'))],
  },
};

/** The contract of the load balancer's parts. */
export const elbv2Cases: readonly ContractCase[] = [loadBalancerCase, targetGroupCase, listenerCase];
