import type { ServiceName } from './clients.js';

/** How IAM calls the services whose clients we call otherwise. */
const prefixes: Partial<Readonly<Record<ServiceName, string>>> = {
  elbv2: 'elasticloadbalancing',
  scaling: 'application-autoscaling',
  quotas: 'servicequotas',
};

/** The prefix of a service's IAM actions. */
export const prefixOf = (service: string): string => prefixes[service as ServiceName] ?? service;
