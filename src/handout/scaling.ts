import type { HandoutWords } from '../text/handout-words.js';
import { timeIn } from '../text/time.js';
import type { Facts } from '../verify/facts.js';
import type { Block } from './document.js';

const comparisons: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

/** What scales the tasks: between which numbers, by which policies and alarms, and what they did. */
export function scalingBlocks(facts: Facts, words: HandoutWords): readonly Block[] {
  const { policy } = words;
  const { scalableTarget: target, policies, alarms, activities } = facts;
  const table = (
    title: string,
    head: readonly string[],
    rows: readonly (readonly string[])[],
    none: string,
  ): Block[] => [
    { kind: 'heading', text: title },
    rows.length > 0 ? { kind: 'table', head, groups: [{ rows }] } : { kind: 'text', text: none },
  ];
  const policyRows = policies.map((it) => {
    const wish = it.TargetTrackingScalingPolicyConfiguration;
    return [
      it.PolicyName ?? '',
      wish?.PredefinedMetricSpecification?.PredefinedMetricType ?? it.PolicyType ?? '',
      String(wish?.TargetValue ?? '—'),
      policy.seconds(wish?.ScaleOutCooldown, wish?.ScaleInCooldown),
    ];
  });
  const alarmRows = alarms.map((it) => [
    it.AlarmName ?? '',
    `${it.MetricName ?? ''} ${comparisons[it.ComparisonOperator ?? ''] ?? ''} ${it.Threshold ?? ''} (${it.EvaluationPeriods ?? '—'} × ${it.Period ?? '—'} s)`,
    it.StateValue ?? '',
  ]);
  const activityRows = activities.map((it) => [
    it.StartTime ? timeIn(it.StartTime) : '',
    [it.Description, it.StatusCode].filter(Boolean).join(' — '),
    it.Cause ?? '',
  ]);
  const range = target ? policy.range(target.MinCapacity ?? 0, target.MaxCapacity ?? 0) : '—';
  return [
    { kind: 'text', text: `${policy.target}: ${target?.ResourceId ?? '—'} (${range})` },
    ...table(
      policy.policies,
      [words.sheet.names.name ?? '', policy.metric, policy.value, policy.cooldowns],
      policyRows,
      policy.noPolicies,
    ),
    ...table(policy.alarms, [policy.alarm, policy.condition, policy.state], alarmRows, policy.noAlarms),
    ...table(policy.activities, [policy.time, policy.what, policy.cause], activityRows, policy.noActivities),
  ];
}
