import { refuse } from '../../refuse.js';

const bad = (message: string): never => refuse('InvalidParameterValue', message);

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DAY = 24 * 60;
const WEEK = 7 * DAY;
const TIME = '([01]\\d|2[0-3]):([0-5]\\d)';

/** A span of the week in minutes since Monday, 0:00 UTC; it may run over into the next week. */
interface Span {
  readonly from: number;
  readonly minutes: number;
}

const minuteOf = (hour: string | undefined, minute: string | undefined): number => Number(hour) * 60 + Number(minute);

function readBackup(window: string): Span {
  const found = new RegExp(`^${TIME}-${TIME}$`).exec(window);
  if (!found) {
    return bad(
      `Invalid backup window format: ${window}. Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC). Example: 23:45-00:15`,
    );
  }
  const from = minuteOf(found[1], found[2]);
  const minutes = (minuteOf(found[3], found[4]) - from + DAY) % DAY;
  return minutes < 30 ? bad('Backup window must be at least 30 minutes.') : { from, minutes };
}

function readMaintenance(window: string): Span {
  const found = new RegExp(`^([a-z]{3}):${TIME}-([a-z]{3}):${TIME}$`).exec(window);
  const first = DAYS.indexOf(found?.[1] ?? '');
  const last = DAYS.indexOf(found?.[4] ?? '');
  if (!found || first < 0 || last < 0) {
    return bad(
      `Invalid maintenance window format: ${window}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC). Example: Sun:23:45-Mon:00:15`,
    );
  }
  const from = first * DAY + minuteOf(found[2], found[3]);
  const minutes = (last * DAY + minuteOf(found[5], found[6]) - from + WEEK) % WEEK;
  if (minutes < 30) bad('Maintenance window must be at least 30 minutes.');
  return minutes >= DAY ? bad('Maintenance window must be less than 24 hours.') : { from, minutes };
}

/** Whether a daily window meets a weekly one on any day; both may run over midnight. */
function overlap(backup: Span, maintenance: Span): boolean {
  return Array.from({ length: 10 }, (_, day) => (day - 1) * DAY + backup.from).some(
    (from) => from < maintenance.from + maintenance.minutes && maintenance.from < from + backup.minutes,
  );
}

/** What RDS would choose by lot, the second where the first is in the way. */
const BACKUPS = ['17:00-17:30', '13:00-13:30'] as const;
const MAINTENANCES = ['sun:18:00-sun:18:30', 'mon:14:00-mon:14:30'] as const;

/** The backup and the maintenance window of an instance, with what was not said chosen; refuses what RDS does not take. */
export function readWindows(
  backup: string | undefined,
  maintenance: string | undefined,
): { backupWindow: string; maintenanceWindow: string } {
  const weekly = maintenance?.toLowerCase();
  const backups = backup === undefined ? BACKUPS : [backup];
  const maintenances = weekly === undefined ? MAINTENANCES : [weekly];
  for (const backupWindow of backups) {
    for (const maintenanceWindow of maintenances) {
      if (!overlap(readBackup(backupWindow), readMaintenance(maintenanceWindow))) {
        return { backupWindow, maintenanceWindow };
      }
    }
  }
  return bad('The backup window and maintenance window must not overlap.');
}
