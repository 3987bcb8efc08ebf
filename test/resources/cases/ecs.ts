import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteClusterCommand,
  DeleteServiceCommand,
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type DescribeTaskDefinitionCommandOutput,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, type TargetHealthStateEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Tags } from '../../../src/model/resource.js';
import { cluster } from '../../../src/resources/ecs/cluster.js';
import { service } from '../../../src/resources/ecs/service.js';
import { taskDefinition } from '../../../src/resources/ecs/task-definition.js';
import { hashOf, type TaskDefinitionProps } from '../../../src/resources/ecs/task-wish.js';
import { answer, type ContractCase, call, name, ours, refusal, theirs, token } from './contract-case.js';

const tagList = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));

const clusterArn = `arn:aws:ecs:ap-northeast-1:123456789012:cluster/${name}`;
const clusters = (status: string, ...more: { clusterArn: string; tags: Tags }[]) =>
  answer(DescribeClustersCommand, {
    clusters: [{ clusterArn, clusterName: name, tags: ours }, ...more].map((it) => ({
      ...it,
      status,
      tags: tagList(it.tags),
    })),
  });

const clusterCase: ContractCase = {
  resource: cluster,
  id: clusterArn,
  props: {},
  absent: [clusters('INACTIVE')],
  create: {
    call: call(CreateClusterCommand, { clusterName: name, tags: tagList(ours) }),
    answers: [answer(CreateClusterCommand, { cluster: { clusterArn } })],
  },
  present: [clusters('ACTIVE')],
  phases: [
    { shows: [clusters('PROVISIONING')], phase: 'pending' },
    { shows: [clusters('DEPROVISIONING')], phase: 'leaving' },
    { shows: [clusters('FAILED')], phase: 'failed' },
    { shows: [clusters('INACTIVE')], phase: undefined },
  ],
  remove: {
    calls: [call(DeleteClusterCommand, { cluster: clusterArn })],
    gone: [answer(DeleteClusterCommand, refusal('ClusterNotFoundException'))],
  },
  list: [
    answer(ListClustersCommand, { clusterArns: [clusterArn, `${clusterArn}-theirs`, 'arn:x:cluster/else'] }),
    clusters('ACTIVE', { clusterArn: `${clusterArn}-theirs`, tags: theirs }),
  ],
};

const wish: TaskDefinitionProps = {
  image: 'registry/app@sha256:1',
  cpu: 256,
  memory: 512,
  architecture: 'arm64',
  executionRoleArn: 'arn:execution',
  container: 'app',
  port: 80,
  environment: { DB_HOST: 'db', DB_NAME: 'meibo' },
  secrets: { DB_PASSWORD: 'arn:parameter' },
  logs: { group: '/shop/app', region: 'ap-northeast-1', prefix: 'app' },
};
const revision = (number: number) => `arn:aws:ecs:ap-northeast-1:123456789012:task-definition/${name}:${number}`;
const unknownFamily = refusal('ClientException', 'Unable to describe task definition.');
const described = (number: number, hash: string, status: 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS' = 'ACTIVE') =>
  ({
    taskDefinition: { taskDefinitionArn: revision(number), family: name, status },
    tags: tagList({ ...ours, 'meibo-infra:hash': hash }),
  }) satisfies Omit<DescribeTaskDefinitionCommandOutput, '$metadata'>;
const shows = (...revisions: ReturnType<typeof described>[]) =>
  answer(DescribeTaskDefinitionCommand, ({ taskDefinition: asked }) => {
    const newest = revisions.filter((it) => it.taskDefinition.status === 'ACTIVE').at(-1);
    const one = revisions.find((it) => it.taskDefinition.taskDefinitionArn === asked);
    return (asked === name ? newest : one) ?? unknownFamily;
  });
const lists = (active: string[], inactive: string[]) =>
  answer(ListTaskDefinitionsCommand, ({ status }) => ({
    taskDefinitionArns: status === 'ACTIVE' ? active : inactive,
  }));
const many = (count: number) => Array.from({ length: count }, (_, i) => revision(i + 1));

const taskDefinitionCase: ContractCase = {
  resource: taskDefinition,
  id: revision(2),
  props: wish,
  absent: [shows(described(1, 'of something else'), described(2, 'of something else'))],
  create: {
    call: call(RegisterTaskDefinitionCommand, {
      family: name,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'ARM64' },
      executionRoleArn: 'arn:execution',
      containerDefinitions: [
        {
          name: 'app',
          image: 'registry/app@sha256:1',
          essential: true,
          portMappings: [{ containerPort: 80, protocol: 'tcp' }],
          environment: [
            { name: 'DB_HOST', value: 'db' },
            { name: 'DB_NAME', value: 'meibo' },
          ],
          secrets: [{ name: 'DB_PASSWORD', valueFrom: 'arn:parameter' }],
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': '/shop/app',
              'awslogs-region': 'ap-northeast-1',
              'awslogs-stream-prefix': 'app',
            },
          },
        },
      ],
      tags: tagList({ ...ours, 'meibo-infra:hash': hashOf(wish) }),
    }),
    answers: [
      answer(RegisterTaskDefinitionCommand, { taskDefinition: { taskDefinitionArn: revision(2), family: name } }),
    ],
  },
  present: [shows(described(2, hashOf(wish)))],
  phases: [
    // Somebody registered a newer one: the service goes on with ours.
    { shows: [shows(described(2, hashOf(wish)), described(3, 'by hand'))], phase: 'ready' },
    { shows: [shows(described(2, hashOf(wish), 'INACTIVE'))], phase: 'failed' },
    { shows: [shows(described(2, hashOf(wish), 'DELETE_IN_PROGRESS'))], phase: undefined },
    { shows: [shows()], phase: undefined },
  ],
  remove: {
    answers: [lists([revision(1), revision(2)], many(12))],
    calls: [
      call(DeregisterTaskDefinitionCommand, { taskDefinition: revision(1) }),
      call(DeregisterTaskDefinitionCommand, { taskDefinition: revision(2) }),
      call(DeleteTaskDefinitionsCommand, { taskDefinitions: many(12).slice(0, 10) }),
      call(DeleteTaskDefinitionsCommand, { taskDefinitions: many(12).slice(10) }),
    ],
    gone: [lists([], [])],
  },
  list: [
    answer(ListTaskDefinitionFamiliesCommand, ({ familyPrefix }) => ({
      families: [name, 'shop-gone'].filter((it) => it.startsWith(familyPrefix ?? '')),
    })),
  ],
};

const serviceArn = `arn:aws:ecs:ap-northeast-1:123456789012:service/shop-cluster/${name}`;
const network = (subnets: string[], securityGroups = ['sg-1']) => ({
  awsvpcConfiguration: { subnets, securityGroups, assignPublicIp: 'DISABLED' as const },
});
const balancer = { targetGroupArn: 'arn:tg', containerName: 'app', containerPort: 80 };
const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };
const resolution = (seconds: string) => tagList({ ...ours, 'meibo-infra:metric-seconds': seconds });
const aService: Service = {
  serviceArn,
  serviceName: name,
  status: 'ACTIVE',
  taskDefinition: revision(2),
  networkConfiguration: network(['subnet-2', 'subnet-1']),
  loadBalancers: [balancer],
  healthCheckGracePeriodSeconds: 60,
  enableExecuteCommand: false,
  deploymentConfiguration: breaker,
  desiredCount: 3,
  runningCount: 3,
  deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
  tags: resolution('60'),
};
const serviceIs = (it: Partial<Service>) => answer(DescribeServicesCommand, { services: [{ ...aService, ...it }] });
const rollout = (...states: ('COMPLETED' | 'IN_PROGRESS' | 'FAILED')[]) => ({
  deployments: states.map((rolloutState, i) => ({ status: i === 0 ? 'PRIMARY' : 'ACTIVE', rolloutState })),
});
const targets = (...states: TargetHealthStateEnum[]) =>
  answer(DescribeTargetHealthCommand, {
    TargetHealthDescriptions: states.map((State) => ({ TargetHealth: { State } })),
  });
const update = (more: object) =>
  call(UpdateServiceCommand, { cluster: 'shop-cluster', service: name, desiredCount: undefined, ...more });

const serviceCase: ContractCase = {
  resource: service,
  id: serviceArn,
  props: {
    cluster: 'shop-cluster',
    taskDefinition: revision(2),
    subnetIds: ['subnet-1', 'subnet-2'],
    securityGroupIds: ['sg-1'],
    targetGroupArn: 'arn:tg',
    container: 'app',
    containerPort: 80,
    desiredCount: 2,
    gracePeriodSeconds: 60,
    exec: false,
    metricSeconds: 60,
  },
  absent: [answer(DescribeServicesCommand, { services: [], failures: [{ reason: 'MISSING' }] })],
  create: {
    call: call(CreateServiceCommand, {
      cluster: 'shop-cluster',
      serviceName: name,
      clientToken: token,
      taskDefinition: revision(2),
      launchType: 'FARGATE',
      desiredCount: 2,
      networkConfiguration: network(['subnet-1', 'subnet-2']),
      loadBalancers: [balancer],
      healthCheckGracePeriodSeconds: 60,
      enableExecuteCommand: false,
      deploymentConfiguration: { ...breaker, minimumHealthyPercent: 100, maximumPercent: 200 },
      propagateTags: 'SERVICE',
      enableECSManagedTags: true,
      monitoring: undefined,
      tags: resolution('60'),
    }),
    answers: [answer(CreateServiceCommand, { service: { serviceArn } })],
  },
  present: [serviceIs({}), targets('healthy', 'healthy', 'unhealthy')],
  drifts: [
    {
      what: 'goes over to another task definition, the number of tasks left alone',
      shows: [serviceIs({ taskDefinition: revision(1) })],
      paths: ['taskDefinition'],
      calls: [update({ taskDefinition: revision(2), networkConfiguration: undefined, loadBalancers: undefined })],
    },
    {
      what: 'wakes a service that somebody put below its minimum',
      shows: [serviceIs({ desiredCount: 0, runningCount: 0 })],
      paths: ['desiredCount'],
      calls: [call(UpdateServiceCommand, { cluster: 'shop-cluster', service: name, desiredCount: 2 })],
    },
    {
      what: 'closes many differences in one call',
      shows: [
        serviceIs({
          networkConfiguration: network(['subnet-9'], ['sg-9']),
          loadBalancers: [{ ...balancer, containerPort: 8080 }],
          healthCheckGracePeriodSeconds: 0,
          enableExecuteCommand: true,
          deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
        }),
      ],
      paths: ['subnetIds', 'securityGroupIds', 'containerPort', 'gracePeriodSeconds', 'exec', 'breaker'],
      calls: [
        update({
          networkConfiguration: network(['subnet-1', 'subnet-2']),
          loadBalancers: [balancer],
          healthCheckGracePeriodSeconds: 60,
          enableExecuteCommand: false,
          forceNewDeployment: true,
          deploymentConfiguration: { ...breaker, minimumHealthyPercent: 100, maximumPercent: 200 },
        }),
      ],
    },
    {
      what: 'measures less often',
      shows: [serviceIs({ tags: resolution('20') })],
      paths: ['metricSeconds'],
      calls: [
        update({ monitoring: { metricConfigurations: [{ metricNames: ['CPUUtilization'], resolutionSeconds: 60 }] } }),
        call(TagResourceCommand, {
          resourceArn: serviceArn,
          tags: tagList({ 'meibo-infra:metric-seconds': '60' }),
        }),
      ],
    },
  ],
  phases: [
    { shows: [serviceIs(rollout('IN_PROGRESS'))], phase: 'pending' },
    { shows: [serviceIs({ runningCount: 2 })], phase: 'pending' },
    { shows: [serviceIs({ runningCount: 0, desiredCount: 2 })], phase: 'pending' },
    { shows: [targets('healthy', 'initial', 'draining')], phase: 'pending' },
    // A simulator without targets says nothing of health.
    { shows: [targets()], phase: 'ready' },
    // AWS left out what it does not show.
    {
      shows: [serviceIs({ deploymentConfiguration: undefined, healthCheckGracePeriodSeconds: undefined })],
      phase: 'ready',
    },
    { shows: [serviceIs(rollout('FAILED'))], phase: 'failed' },
    { shows: [serviceIs(rollout('FAILED', 'COMPLETED'))], phase: 'pending' },
    // A first deployment failed, and a new task definition is wanted: nothing to wait for.
    { shows: [serviceIs({ ...rollout('FAILED'), taskDefinition: revision(1) })], phase: 'ready' },
    { shows: [serviceIs({ status: 'DRAINING', runningCount: 0 })], phase: 'leaving' },
    { shows: [serviceIs({ status: 'INACTIVE' })], phase: undefined },
    { shows: [answer(DescribeServicesCommand, refusal('ClusterNotFoundException'))], phase: undefined },
  ],
  remove: {
    calls: [call(DeleteServiceCommand, { cluster: 'shop-cluster', service: name, force: true })],
    gone: [answer(DeleteServiceCommand, refusal('ServiceNotFoundException'))],
    props: {},
  },
  list: [
    answer(ListClustersCommand, { clusterArns: [clusterArn] }),
    clusters('ACTIVE'),
    answer(ListServicesCommand, ({ cluster: of }) => ({ serviceArns: of === clusterArn ? [serviceArn] : [] })),
  ],
};

/** The contract of the ECS kinds. */
export const ecsCases: readonly ContractCase[] = [clusterCase, taskDefinitionCase, serviceCase];
