import type { Look } from '../engine/up.js';
import type { StepName } from '../model/outputs.js';
import { unknown } from '../model/unknown.js';
import type { Facts } from '../verify/facts.js';

/** One resource of the parameter sheet. */
export interface Sheet {
  readonly step: StepName;
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly id?: string;
  /** Empty when it does not stand. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
}

type Values = Readonly<Record<string, unknown>>;

/** What a look needs of a resource and no reader of its parameters. */
const inner = new Set(['id', 'hash', 'needed', 'outdated', 'first', 'resolution']);

/** Every resource of a look with its live properties and, where that kind shows more to others, what verify's facts tell of it. */
export function sheetsOf({ sights }: Look, facts: Facts): readonly Sheet[] {
  return sights.map(({ item: { whose }, live }) => {
    const { tags, ...shown } = (live ?? {}) as Values;
    const labels = Object.entries((tags ?? {}) as Values).map(([name, value]) => `${name} = ${value}`);
    // On one line: every resource carries much the same.
    const values = live ? { ...shown, ...moreOf(whose.kind, facts), tags: labels.join(', ') } : {};
    const parameters = Object.entries(values).flatMap(([name, it]) => {
      const value = inner.has(name) ? '' : shownAs(it);
      return value === '' ? [] : [{ name, value }];
    });
    const { step, key, kind, name } = whose;
    return { step: step as StepName, key, kind, name, ...(live && { id: live.id }), parameters };
  });
}

/** A value on as many lines as it has parts; nothing for what is not known. */
export function shownAs(value: unknown): string {
  if (value === undefined || value === null || value === unknown) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(shownAs).filter(Boolean).join('\n');
  if (typeof value !== 'object') return String(value);
  const members = Object.entries(value).filter(([, it]) => it !== undefined);
  const nested = members.some(([, it]) => typeof it === 'object' && it !== null);
  return nested ? JSON.stringify(value, undefined, 2) : members.map(([name, it]) => `${name} = ${it}`).join('\n');
}

/** What the whole answers say of a kind beyond what the engine compares. Values of variables are blotted out in the facts already. */
function moreOf(kind: string, facts: Facts): Values {
  const { taskDefinition, container, database, loadBalancer, service, image, scalableTarget } = facts;
  const more: Readonly<Record<string, () => Values>> = {
    'ecs:task-definition': () => ({
      revision: taskDefinition?.revision,
      cpu: taskDefinition?.cpu,
      memory: taskDefinition?.memory,
      networkMode: taskDefinition?.networkMode,
      requiresCompatibilities: taskDefinition?.requiresCompatibilities,
      architecture: taskDefinition?.runtimePlatform?.cpuArchitecture,
      executionRoleArn: taskDefinition?.executionRoleArn,
      container: container?.name,
      image: container?.image,
      portMappings: container?.portMappings?.map((it) => `${it.containerPort}/${it.protocol ?? 'tcp'}`),
      environment: container?.environment?.map((it) => `${it.name} = ${it.value}`),
      secrets: container?.secrets?.map((it) => `${it.name} = ${it.valueFrom}`),
      logs: container?.logConfiguration?.options,
      createdAt: taskDefinition?.registeredAt,
    }),
    'rds:db-instance': () => ({
      engine: database?.Engine,
      zone: database?.AvailabilityZone,
      subnetGroup: database?.DBSubnetGroup?.DBSubnetGroupName,
      encrypted: database?.StorageEncrypted,
      createdAt: database?.InstanceCreateTime,
    }),
    'elbv2:load-balancer': () => ({
      scheme: loadBalancer?.Scheme,
      zones: loadBalancer?.AvailabilityZones?.map((it) => it.ZoneName),
      createdAt: loadBalancer?.CreatedTime,
    }),
    'ecs:service': () => ({
      launchType: service?.launchType,
      platformVersion: service?.platformVersion,
      createdAt: service?.createdAt,
    }),
    'ecr:image': () => ({
      imageTags: image?.imageTags,
      imageSize: image?.imageSizeInBytes,
      pushedAt: image?.imagePushedAt,
    }),
    'scaling:scalable-target': () => ({ createdAt: scalableTarget?.CreationTime }),
  };
  return more[kind]?.() ?? {};
}
