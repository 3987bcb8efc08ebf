import type { SupportedEngineLifecycle } from '@aws-sdk/client-rds';

/** Days of a support: the first one and the last one. */
type Days = readonly [from: string, to: string];

/** From the User Guide's calendar of MySQL major versions; the end of 5.7 was put off by the announcement of 9.7, whose own days the calendar does not have yet. */
const CALENDAR: Readonly<Record<string, { readonly standard: Days; readonly extended: Days }>> = {
  '5.7': { standard: ['2016-02-22', '2024-02-29'], extended: ['2024-03-01', '2029-06-30'] },
  '8.0': { standard: ['2018-10-23', '2026-07-31'], extended: ['2026-08-01', '2029-07-31'] },
  '8.4': { standard: ['2024-11-21', '2029-07-31'], extended: ['2029-08-01', '2032-07-31'] },
};

const lifecycle = (
  name: 'open-source-rds-standard-support' | 'open-source-rds-extended-support',
  [from, to]: Days,
): SupportedEngineLifecycle => ({
  LifecycleSupportName: name,
  LifecycleSupportStartDate: new Date(`${from}T00:00:00Z`),
  LifecycleSupportEndDate: new Date(`${to}T23:59:59.999Z`),
});

/** How long RDS supports a major version of MySQL, as far as it has said so. */
export function lifecyclesOf(major: string): SupportedEngineLifecycle[] {
  const days = Object.hasOwn(CALENDAR, major) ? CALENDAR[major] : undefined;
  if (!days) return [];
  return [
    lifecycle('open-source-rds-standard-support', days.standard),
    lifecycle('open-source-rds-extended-support', days.extended),
  ];
}
