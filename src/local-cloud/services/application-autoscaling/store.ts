import type { Slice } from '../../world.js';

/** A scalable target: the desired count of an ECS service. */
export interface ScalableTarget {
  arn: string;
  resourceId: string;
  min: number;
  max: number;
  createdAt: number;
  suspended: { in: boolean; out: boolean; scheduled: boolean };
  tags: Record<string, string>;
}

/** A target-tracking policy. */
export interface Policy {
  arn: string;
  name: string;
  resourceId: string;
  createdAt: number;
  metric: string;
  resourceLabel?: string;
  target: number;
  /** Seconds. */
  scaleOutCooldown: number;
  scaleInCooldown: number;
  /** Whether the cooldowns were given, since only then they are shown. */
  shownCooldowns: { out: boolean; in: boolean };
  noScaleIn: boolean;
  alarms: { high: string; low: string };
  /** The judgement of each alarm that was last acted on. */
  judged: { high: number; low: number };
}

/** One change of a desired count. */
export interface Activity {
  id: string;
  resourceId: string;
  description: string;
  cause: string;
  startedAt: number;
  endedAt?: number;
  wanted: number;
  grew: boolean;
}

/** Everything that Application Auto Scaling keeps: targets by resource id, policies by `resource id/name`, newest activity first. */
export interface Scaling {
  targets: Record<string, ScalableTarget>;
  policies: Record<string, Policy>;
  activities: Activity[];
}

/** Application Auto Scaling's part of the world. */
export const scalingSlice: Slice<Scaling> = {
  name: 'application-autoscaling',
  initial: () => ({ targets: {}, policies: {}, activities: [] }),
};
