import { expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.js';
import { hintsFor } from '../../src/text/hints.js';

const stopped = (reason: string, exitCode?: number): Evidence => ({
  kind: 'stopped-task',
  task: 't',
  reason,
  exitCode,
  count: 1,
});
const log = (line: string): Evidence => ({ kind: 'log', task: 't', lines: [line] });
const target = (reason: string): Evidence => ({ kind: 'target', target: 't', state: 'unhealthy', reason });

test.each<[Evidence[], string[]]>([
  [[target('Target.ResponseCodeMismatch')], ['health-path']],
  [[target('Target.Timeout')], ['target-timeout']],
  [[{ kind: 'state', state: 'failed', message: 'MySQL 8.4.7 (container) ended (137).' }], ['local-database']],
  [[target('Target.FailedHealthChecks')], ['target-refused']],
  [[stopped('Essential container in task exited', 255), log('exec /app: exec format error')], ['architecture']],
  [
    [stopped("CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'")],
    ['architecture'],
  ],
  [
    [
      stopped(
        'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref: dial tcp 1.2.3.4:443: i/o timeout',
      ),
    ],
    ['no-route'],
  ],
  [
    [
      stopped(
        'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth',
      ),
    ],
    ['no-route'],
  ],
  [[stopped('ResourceInitializationError: unable to retrieve secret from ssm: AccessDeniedException: x')], ['role']],
  [
    [stopped('ResourceInitializationError: failed to validate logger args: The specified log group does not exist')],
    ['log-group'],
  ],
  [[stopped('x', 1), log('dial tcp 10.0.10.5:3306: connect: connection refused')], ['db-unreachable']],
  [[stopped('x', 1), log("Error 1045 (28000): Access denied for user 'admin'@'10.0.10.7'")], ['db-password']],
  [[stopped('x', 1), log("Error 1049 (42000): Unknown database 'x'")], ['db-name']],
  [[stopped('OutOfMemoryError: Container killed due to memory usage', 137)], ['memory']],
  [[stopped('Essential container in task exited', 0)], ['exits-at-once']],
  [
    [
      {
        kind: 'stopped-task',
        task: 't',
        stopCode: 'ServiceSchedulerInitiated',
        reason: 'Task failed ELB health checks in (target-group x)',
        exitCode: 0,
        count: 4,
      },
      target('Target.DeregistrationInProgress'),
    ],
    ['elb-health'],
  ],
  [[stopped('Essential container in task exited', 2)], ['app-crashed']],
  [
    [
      {
        kind: 'event',
        at: '',
        message:
          "was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
      },
    ],
    ['task-quota'],
  ],
  [
    [
      {
        kind: 'stopped-task',
        task: 't',
        stopCode: 'ServiceSchedulerInitiated',
        reason: 'Scaling activity',
        exitCode: 0,
        count: 1,
      },
    ],
    [],
  ],
  [[], []],
])('%j', (evidence, hints) => {
  expect(hintsFor(evidence)).toEqual(hints);
});
