import { randomUUID } from 'node:crypto';
import type { Asking } from './ask.js';
import type { Collecting } from './collect.js';
import { isGood } from './exchange.js';
import type { ApiFacts, Exchange, Facts } from './facts.js';
import type { Http, HttpRequest } from './http.js';
import { idIn, readJson, recordOf, withRecord } from './record.js';
import { urlOf } from './url.js';
import { whoAnswers } from './who-answers.js';

/** The paths under which the API of the course is known, the newest first. */
export const knownForms = ['/api/persons', '/users', '/persons'] as const;

/** An exchange keeps no more of an answer. */
const bodyKept = 2000;

const quiet: ApiFacts = { tried: [], found: false, removed: false, requests: 0, answeredBy: [] };

/** Calls the API through the load balancer: its health path, a record put, listed and taken away again, and many requests for who answers. */
export async function callApi(
  collecting: Collecting,
  asking: Asking,
  facts: Omit<Facts, 'api' | 'refused'>,
): Promise<ApiFacts> {
  const url = urlOf(facts);
  if (!url) return quiet;
  const say = sayOver(collecting.http);
  const health = await say({ method: 'GET', url: url + (facts.targetGroup?.HealthCheckPath ?? '/') });
  if (health.seen.status === undefined) return { ...quiet, url, health: health.seen };
  const { tried, form, answers } = await findForm(say, url);
  const record: Partial<ApiFacts> = form && answers ? await keepRecord(say, url + form) : {};
  const path = form && answers ? form : (facts.targetGroup?.HealthCheckPath ?? '/');
  const records = record.removed ? url + path : undefined;
  const answered = await whoAnswers(collecting, asking, facts, { url: url + path, ...(records && { records }) });
  return { ...quiet, url, health: health.seen, tried, ...(form && { form }), ...record, ...answered };
}

type Say = (request: HttpRequest) => Promise<{ readonly seen: Exchange; readonly body: string }>;

const sayOver =
  (http: Http): Say =>
  async (request) => {
    const { method, url, body } = request;
    const answer = await http(request);
    const asked = { method, url, ...(body && { sent: body }) };
    if ('reason' in answer) return { seen: { ...asked, reason: answer.reason }, body: '' };
    return { seen: { ...asked, status: answer.status, body: answer.body.slice(0, bodyKept) }, body: answer.body };
  };

/** The first form that answers well; else the first that at least is there and fails. */
async function findForm(say: Say, url: string) {
  const tried: Exchange[] = [];
  for (const form of knownForms) {
    const { seen, body } = await say({ method: 'GET', url: url + form });
    tried.push(seen);
    if (isGood(seen) && readJson(body) !== undefined) return { tried, form, answers: true };
  }
  const broken = tried.findIndex((it) => (it.status ?? 0) >= 500);
  return { tried, form: knownForms[broken], answers: false };
}

/** Gives the API one record that nobody else has, looks for it and takes it away again. */
async function keepRecord(say: Say, url: string): Promise<Partial<ApiFacts>> {
  const email = `verify-${randomUUID().slice(0, 12)}@example.com`;
  const body = JSON.stringify({ name: 'meibo-infra verify', email, phone: '090-1234-5678' });
  const post = await say({ method: 'POST', url, body });
  if (!isGood(post.seen)) return { post: post.seen };
  const recordId = idIn(readJson(post.body));
  const all = await say({ method: 'GET', url });
  // A long list may not reach to the newest record.
  const list = all.body.includes(email) || !recordId ? all : await say({ method: 'GET', url: `${url}/${recordId}` });
  const found = list.body.includes(email);
  // An answer may tell no id where the list does: the record is to go in any case.
  const goes = recordId ?? idIn(recordOf(readJson(all.body), email));
  const remove = goes ? (await say({ method: 'DELETE', url: `${url}/${goes}` })).seen : undefined;
  return {
    post: post.seen,
    ...(recordId && { recordId }),
    list: found ? { ...list.seen, body: withRecord(list.body, email) } : all.seen,
    found,
    ...(remove && { remove }),
    removed: isGood(remove),
  };
}
