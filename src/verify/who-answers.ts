import { randomUUID } from 'node:crypto';
import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Asking } from './ask.js';
import type { Collecting } from './collect.js';
import type { ApiFacts, Facts } from './facts.js';
import type { HttpAnswer } from './http.js';

/** Enough for round robin over four tasks to reach each several times. */
const requestsSent = 20;
const atOnce = 4;
/** A line of a log shows within some seconds. */
const logRounds = 5;
const logPause = 3000;

/** Sends many requests and finds out which tasks answered: by the answers' own word, else by what each task wrote into its log meanwhile. */
export async function whoAnswers(
  collecting: Collecting,
  asking: Asking,
  facts: Omit<Facts, 'api' | 'refused'>,
  url: string,
): Promise<Pick<ApiFacts, 'requests' | 'answeredBy' | 'toldBy'>> {
  const { http, clock } = collecting;
  const mark = randomUUID().slice(0, 12);
  const since = clock.now();
  const answers: HttpAnswer[] = [];
  for (let sent = 0; sent < requestsSent; sent += atOnce) {
    const round = Array.from({ length: atOnce }, () => http({ method: 'GET', url: `${url}?meibo-verify=${mark}` }));
    answers.push(...(await Promise.all(round)));
  }
  const requests = answers.filter((it) => 'status' in it && it.status < 500).length;
  const own = [...new Set(answers.flatMap((it) => wordOf(it) ?? []))].sort();
  if (own.length > 0) return { requests, answeredBy: own, toldBy: 'answer' };
  if (requests === 0) return { requests, answeredBy: [] };
  const byLog = await logsOf(collecting, asking, facts, { mark, since, requests });
  return { requests, answeredBy: byLog, ...(byLog.length > 0 && { toldBy: 'log' as const }) };
}

/** Who an answer says it is from. */
function wordOf(answer: HttpAnswer): string | undefined {
  if (!('status' in answer) || answer.status >= 500) return undefined;
  const header = answer.headers['x-served-by'];
  if (header) return header;
  const [, word] = /"(?:servedBy|served_by|hostname)"\s*:\s*"([^"]+)"/.exec(answer.body) ?? [];
  return word;
}

/** Tasks whose log shows the mark; an API that does not write whole addresses shows itself by many lines in that short time. */
async function logsOf(
  { aws, clock, signal }: Collecting,
  { ask }: Asking,
  { container, tasks }: Pick<Facts, 'container' | 'tasks'>,
  { mark, since, requests }: { mark: string; since: number; requests: number },
): Promise<readonly string[]> {
  const options = container?.logConfiguration?.options;
  const logGroupName = options?.['awslogs-group'];
  const ids = tasks.filter((it) => it.lastStatus === 'RUNNING').map((it) => it.taskArn?.split('/').at(-1) ?? '');
  if (!logGroupName || ids.length < 2) return [];
  const busy = Math.max(3, Math.floor(requests / (2 * ids.length)));
  const prefix = options?.['awslogs-stream-prefix'];
  let seen: string[] = [];
  for (let round = 0; round < logRounds; round += 1) {
    const lines = await Promise.all(
      ids.map(async (id) => {
        const logStreamName = `${prefix}/${container?.name}/${id}`;
        const log = await ask(
          aws.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startTime: since, limit: 200 })),
        );
        return { id, lines: (log?.events ?? []).map((it) => it.message ?? '') };
      }),
    );
    const marked = lines.filter((it) => it.lines.some((line) => line.includes(mark)));
    seen = (marked.length > 0 ? marked : lines.filter((it) => it.lines.length >= busy)).map((it) => it.id).sort();
    if (seen.length > 1) break;
    if (round < logRounds - 1) await clock.sleep(logPause, signal);
  }
  return seen;
}
