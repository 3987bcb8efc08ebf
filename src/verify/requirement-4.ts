import type { ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import type { Cause, Finding } from './checklist.js';
import { consoleOf, serviceNames } from './console.js';
import type { Facts } from './facts.js';
import { because, rule, seenAs } from './ruling.js';

/** What the assignment asks for. */
const demanded = { min: 2, max: 4, cpuPercent: 70 } as const;

/** Requirement 4: between two and four tasks, more of them when the CPU is busier than 70 percent. */
export const judgeScaling = (facts: Facts): readonly Finding[] => [
  judgeSetting(facts),
  judgeBounds(facts),
  judgeCpu(facts),
];

/** What a policy goes by. */
interface Aim {
  readonly metric: string;
  readonly percent: number;
}

/** A target tracking policy says it itself; a step policy leaves it to its alarm. */
function aimOf(policy: ScalingPolicy, { alarms }: Facts): Aim | undefined {
  const tracking = policy.TargetTrackingScalingPolicyConfiguration;
  if (tracking)
    return {
      metric:
        tracking.PredefinedMetricSpecification?.PredefinedMetricType ??
        tracking.CustomizedMetricSpecification?.MetricName ??
        '',
      percent: tracking.TargetValue ?? 0,
    };
  const own = alarms.find((it) => policy.Alarms?.some((by) => by.AlarmName === it.AlarmName));
  return own && { metric: own.MetricName ?? '', percent: own.Threshold ?? 0 };
}

const isCpu = ({ metric }: Aim): boolean => /CPUUtilization/.test(metric);

/** The aim to be shown and judged: by CPU when there is one. */
function mainAim(facts: Facts): Aim | undefined {
  const aims = facts.policies.flatMap((it) => aimOf(it, facts) ?? []);
  return aims.find((it) => isCpu(it) && it.percent === demanded.cpuPercent) ?? aims.find(isCpu) ?? aims[0];
}

const withPoint = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

const scalingConsole = (facts: Facts): string => {
  const names = serviceNames(facts);
  return names ? consoleOf(facts).service(...names, 'service-auto-scaling') : consoleOf(facts).clusters();
};

const targetSource = 'application-autoscaling:DescribeScalableTargets';
const policySource = 'application-autoscaling:DescribeScalingPolicies';
const alarmSource = 'cloudwatch:DescribeAlarms';

function judgeSetting(facts: Facts): Finding {
  const { scalableTarget: it, policies, alarms } = facts;
  const aim = mainAim(facts);
  const named = policies.flatMap((one) => (one.Alarms ?? []).flatMap((by) => by.AlarmName ?? []));
  const missing = named.filter((name) => !alarms.some((one) => one.AlarmName === name));
  const look = {
    seen: seenAs({
      min: it?.MinCapacity,
      max: it?.MaxCapacity,
      target: aim && withPoint(aim.percent),
      alarms: named.length > 0 ? alarms.length : undefined,
    }),
    source: [targetSource, policySource, alarmSource],
    console: scalingConsole(facts),
  };
  const cause = (): Cause | undefined => {
    if (!it) return because('no-scalable-target', {});
    if (policies.length === 0) return because('no-scaling-policy', {});
    const { DynamicScalingOutSuspended: out, DynamicScalingInSuspended: into } = it.SuspendedState ?? {};
    if (out || into)
      return because('scaling-suspended', {
        what: [out && 'DynamicScalingOutSuspended', into && 'DynamicScalingInSuspended'].filter(Boolean).join(', '),
      });
    return missing.length > 0 ? because('alarm-missing', { alarms: missing.join(', ') }) : undefined;
  };
  return rule('scaling', look, cause());
}

function judgeBounds(facts: Facts): Finding {
  const { scalableTarget: it } = facts;
  const { MinCapacity: min = 0, MaxCapacity: max = 0 } = it ?? {};
  const look = { seen: it ? seenAs({ min, max }) : '', source: [targetSource], console: scalingConsole(facts) };
  if (!it) return rule('min-max', look, because('no-scalable-target', {}));
  const right = min === demanded.min && max === demanded.max;
  return rule('min-max', look, right ? undefined : because('capacity-differs', { min, max }));
}

function judgeCpu(facts: Facts): Finding {
  const aim = mainAim(facts);
  const look = {
    seen: aim ? seenAs({ metric: aim.metric, target: withPoint(aim.percent) }) : '',
    source: [policySource, ...(facts.policies.some((it) => it.StepScalingPolicyConfiguration) ? [alarmSource] : [])],
    console: scalingConsole(facts),
  };
  const cause = (): Cause | undefined => {
    if (!facts.scalableTarget) return because('no-scalable-target', {});
    if (!aim) return because('no-scaling-policy', {});
    if (!isCpu(aim)) return because('policy-not-cpu', { metric: aim.metric });
    return aim.percent === demanded.cpuPercent ? undefined : because('cpu-target-differs', { is: aim.percent });
  };
  return rule('cpu-70', look, cause());
}
