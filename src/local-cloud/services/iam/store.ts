import type { Slice } from '../../world.js';

/** A role, with its policies. `readyAt`: before that other services do not see it yet. */
export interface Role {
  name: string;
  id: string;
  arn: string;
  path: string;
  description?: string;
  /** JSON text, as given. */
  trust: string;
  maxSessionSeconds: number;
  createdAt: number;
  readyAt: number;
  tags: Record<string, string>;
  /** ARNs of managed policies. */
  attached: string[];
  /** Inline policies: JSON text by name. */
  inline: Record<string, string>;
  /** The service that a service-linked role belongs to, e.g. `ecs.amazonaws.com`. */
  linkedTo?: string;
}

/** A policy that the customer made. */
export interface Policy {
  arn: string;
  id: string;
  name: string;
  path: string;
  description?: string;
  document: string;
  createdAt: number;
  tags: Record<string, string>;
}

/** Everything that IAM keeps. */
export interface Iam {
  /** By lower-cased name: IAM compares names so. */
  roles: Record<string, Role>;
  /** By ARN. */
  policies: Record<string, Policy>;
}

/** IAM's part of the world. */
export const iamSlice: Slice<Iam> = { name: 'iam', initial: () => ({ roles: {}, policies: {} }) };
