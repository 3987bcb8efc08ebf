import { randomUUID } from 'node:crypto';
import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Asking } from './ask.js';
import type { Collecting } from './collect.js';
import type { ApiFacts, Facts } from './facts.js';
import type { Http, HttpAnswer } from './http.js';
import { idIn, readJson } from './record.js';

/** Enough for round robin over four tasks to reach each several times. */
const requestsSent = 20;
const atOnce = 4;
const refusalsSent = 16;
/** Longer than the column of a name. */
const tooLong = 300;
/** A line of a log shows within some seconds. */
const logRounds = 5;
const logPause = 3000;

/**
 * Sends many requests and finds out which tasks answered: by the answers' own word, else by what each task wrote into its log meanwhile.
 * The API of the course writes no line for a request that went well; where `records` may be added to and removed from, it is given
 * some that the database refuses, for that is written down.
 */
export async function whoAnswers(
  collecting: Collecting,
  asking: Asking,
  facts: Omit<Facts, 'api' | 'refused'>,
  at: { readonly url: string; readonly records?: string },
): Promise<Pick<ApiFacts, 'requests' | 'answeredBy' | 'toldBy' | 'refusals'>> {
  const { http, clock } = collecting;
  const mark = randomUUID().slice(0, 12);
  const since = clock.now();
  // A semicolon makes servers of many versions of Go (from 1.17 on; 1.26 no longer) write a line: «URL query contains semicolon».
  const answers = await sendMany(requestsSent, () => http({ method: 'GET', url: `${at.url}?meibo-verify=${mark};` }));
  const requests = answers.filter((it) => 'status' in it && it.status < 500).length;
  const own = [...new Set(answers.flatMap((it) => wordOf(it) ?? []))].sort();
  if (own.length > 0) return { requests, answeredBy: own, toldBy: 'answer' };
  if (requests === 0) return { requests, answeredBy: [] };
  const byLog = await logsOf(collecting, asking, facts, { mark, since, requests });
  if (byLog.length > 0 || !at.records)
    return { requests, answeredBy: byLog, ...(byLog.length > 0 && { toldBy: 'log' }) };
  const later = clock.now();
  const refusals = await beRefused(http, at.records, mark);
  const byRefusal = await logsOf(collecting, asking, facts, { mark, since: later, requests: refusals });
  if (byRefusal.length === 0) return { requests, answeredBy: [] };
  return { requests: refusals, answeredBy: byRefusal, toldBy: 'log', refusals: true };
}

async function sendMany(count: number, send: () => Promise<HttpAnswer>): Promise<readonly HttpAnswer[]> {
  const answers: HttpAnswer[] = [];
  for (let sent = 0; sent < count; sent += atOnce)
    answers.push(...(await Promise.all(Array.from({ length: atOnce }, send))));
  return answers;
}

/** Gives the API records with a name that no column holds, and takes back what is kept all the same. Returns how many were answered. */
async function beRefused(http: Http, url: string, mark: string): Promise<number> {
  const body = JSON.stringify({
    name: `${mark} `.padEnd(tooLong, 'x'),
    email: `verify-${mark}@example.com`,
    phone: '0',
  });
  const answers = await sendMany(refusalsSent, async () => {
    const answer = await http({ method: 'POST', url, body });
    const id = 'status' in answer && answer.status < 300 ? idIn(readJson(answer.body)) : undefined;
    if (id) await http({ method: 'DELETE', url: `${url}/${id}` });
    return answer;
  });
  return answers.filter((it) => 'status' in it).length;
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
