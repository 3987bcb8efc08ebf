import type { HandoutWords } from '../text/handout-words.js';
import type { ApiFacts, Exchange } from '../verify/facts.js';
import type { Block } from './document.js';

/** How much of an answer is shown; characters. */
const shown = 800;

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The same request as a curl command. */
export function curlOf({ method, url, sent }: Exchange): string {
  const parts = [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quoted(url),
    ...(sent === undefined ? [] : [`-H ${quoted('Content-Type: application/json')}`, `-d ${quoted(sent)}`]),
  ];
  return parts.join(' ');
}

/** The answer as it came: status and body, a long one cut. */
function answerOf({ status, reason, body = '' }: Exchange, words: HandoutWords): string {
  if (status === undefined) return words.exchange.silent(reason ?? '—');
  const text = body.length > shown ? `${body.slice(0, shown)}…` : body;
  return [`HTTP ${status}`, text.trim()].filter(Boolean).join('\n');
}

/** What was asked of the API through the load balancer, and what it answered. */
export function exchangeBlocks(api: ApiFacts, words: HandoutWords): readonly Block[] {
  const { exchange } = words;
  const steps: readonly (readonly [string, readonly (Exchange | undefined)[]])[] = [
    [exchange.health, [api.health]],
    [exchange.tried, api.tried],
    [exchange.post, [api.post]],
    [exchange.list, [api.list]],
    [exchange.remove, [api.remove]],
  ];
  const told = steps.flatMap(([title, exchanges]): Block[] => {
    const done = exchanges.filter((it) => it !== undefined);
    const texts = done.map((it): Block => ({ kind: 'code', text: `$ ${curlOf(it)}\n${answerOf(it, words)}` }));
    return done.length === 0 ? [] : [{ kind: 'heading', text: title }, ...texts];
  });
  if (told.length === 0) return [{ kind: 'text', text: exchange.none }];
  const { requests, answeredBy: tasks } = api;
  return [...told, ...(requests > 0 ? [{ kind: 'text' as const, text: exchange.who({ requests, tasks }) }] : [])];
}
