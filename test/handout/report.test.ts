import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, test } from 'vitest';
import { composeDiagram } from '../../src/diagram/compose.js';
import { factsOfLook, whereaboutsOf } from '../../src/diagram/from-live.js';
import type { Look } from '../../src/engine/up.js';
import { composeHandout } from '../../src/handout/compose.js';
import { renderHtml } from '../../src/handout/html.js';
import { renderMarkdown } from '../../src/handout/markdown.js';
import { maskAccount, maskedAccount } from '../../src/handout/mask.js';
import { sheetsOf } from '../../src/handout/parameters.js';
import { hourlyUsd } from '../../src/report/prices.js';
import { memoryJournal } from '../../src/state/journal.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { whatIs } from '../../src/text/speech.js';
import type { Words } from '../../src/text/words.js';
import { checklistOf } from '../../src/verify/checklist-of.js';
import type { Facts } from '../../src/verify/facts.js';
import { elementsOf, parseMarkup } from '../diagram/markup.js';
import { gather, makeHealthyStack } from '../verify/stage.js';

let facts: Facts;
let seen: Look;
let account: string;
let password: string;
let stack: Awaited<ReturnType<typeof makeHealthyStack>>;
beforeAll(async () => {
  stack = await makeHealthyStack();
  facts = await gather(stack);
  seen = await stack.look(stack.config);
  account = stack.world.account;
  const name = '/meibo-infra/demo/db-password';
  const { Parameter } = await stack.ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  password = Parameter?.Value ?? '';
});

async function handoutOf(words: Words, changed: Partial<Facts> = {}, look = seen) {
  const all = { ...facts, ...changed };
  const where = await whereaboutsOf(stack.runtime(stack.config, memoryJournal()), look);
  const from = {
    stack: 'demo',
    checklist: checklistOf(all, words, '2'),
    facts: all,
    diagram: composeDiagram(factsOfLook(stack.config, look, where), words.diagram),
    sheets: sheetsOf(look, all),
    estimate: hourlyUsd(stack.config),
    masked: true,
  };
  return { from, handout: composeHandout(from, words) };
}

const textOf = (html: string) =>
  elementsOf(parseMarkup(html, 'html'))
    .map((it) => it.text)
    .join('\n');

describe.each<[string, Words]>([
  ['ja', ja],
  ['en', en],
])('%s', (language, words) => {
  test('HTML: valid, of itself only, with every graded line', async () => {
    const { from, handout } = await handoutOf(words);
    const html = renderHtml(handout);
    const all = elementsOf(parseMarkup(html, 'html'));
    expect(all[0]?.attributes.lang).toBe(language);
    const ids = all.flatMap((it) => it.attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const it of all.filter((it) => it.attributes.href?.startsWith('#')))
      expect(ids).toContain(it.attributes.href?.slice(1));
    expect(all.filter((it) => ['script', 'link', 'img', 'iframe', 'object'].includes(it.name))).toEqual([]);
    expect(html).not.toMatch(/\bsrc=|@import|url\(|undefined|\[object|NaN|Invalid Date/);
    for (const table of all.filter((it) => it.name === 'table')) {
      const width = elementsOf(table).filter((it) => it.name === 'th' && it.attributes.scope === 'col').length;
      for (const row of elementsOf(table).filter((it) => it.name === 'tr' && it.children[0]?.name === 'td'))
        expect(row.children).toHaveLength(width);
    }
    const text = textOf(html);
    expect(/[\u3040-\u30ff\u4e00-\u9fff]/.test(text)).toBe(language === 'ja');
    expect(from.checklist.checks).toHaveLength(21);
    for (const { title } of from.checklist.checks) expect(text).toContain(title.replaceAll('`', ''));
    expect(all.filter((it) => it.name === 'svg')).toHaveLength(1);
  });

  test('every resource of the stack is in the sheet, with its id', async () => {
    const { from, handout } = await handoutOf(words);
    expect(from.sheets.length).toBeGreaterThan(28);
    const html = renderHtml(handout);
    const headings = elementsOf(parseMarkup(html, 'html'))
      .filter((it) => it.attributes.scope === 'rowgroup')
      .map((it) => it.text);
    for (const it of from.sheets) {
      const heading = headings.find(
        (text) => text.toLowerCase().startsWith(whatIs(words, it).toLowerCase()) && text.includes(it.name),
      );
      expect([it.key, heading]).toEqual([it.key, expect.stringContaining(it.id ?? '')]);
    }
    for (const value of ['10.0.0.0/16', '8.4', 'DB_HOST', 'ECSServiceAverageCPUUtilization', 'curl -i'])
      expect(html).toContain(value);
  });

  test('neither the password nor the account id is anywhere', async () => {
    const { handout } = await handoutOf(words);
    expect(password).toHaveLength(32);
    for (const render of [renderHtml, renderMarkdown]) {
      const raw = render(handout);
      expect(raw).toContain(account);
      expect(raw).not.toContain(password);
      const masked = maskAccount(raw, account);
      expect(masked).not.toContain(account);
      expect(masked).toContain(maskedAccount(account));
    }
  });

  test('links into the console lead somewhere though the account is hidden', async () => {
    const { from, handout } = await handoutOf(words);
    const links = (html: string) =>
      elementsOf(parseMarkup(html, 'html')).flatMap((it) =>
        it.attributes.href?.includes('console.aws') ? [it.attributes.href] : [],
      );
    const hidden = links(renderHtml(handout));
    expect(hidden).toHaveLength(21);
    expect(hidden.filter((it) => it.includes(account))).toEqual([]);
    const region = 'https://ap-northeast-1.console.aws.amazon.com';
    for (const path of [
      '/ec2/home?region=ap-northeast-1#LoadBalancers:search=demo-alb',
      '/ec2/home?region=ap-northeast-1#TargetGroups:search=demo-targets',
      '/ecr/private-registry/repositories?region=ap-northeast-1',
    ])
      expect(hidden).toContain(region + path);
    const shown = links(renderHtml(composeHandout({ ...from, masked: false }, words)));
    expect(shown.filter((it) => it.includes(account)).length).toBeGreaterThan(5);
  });

  test('names of properties are told in words', async () => {
    const { from } = await handoutOf(words);
    const unnamed = new Set(
      from.sheets
        .flatMap((it) => it.parameters.map(({ name }) => name))
        .filter((it) => !(it in words.handout.sheet.names)),
    );
    expect([...unnamed]).toEqual([]);
  });

  test('Markdown: tables hold together, fences are closed', async () => {
    const { from, handout } = await handoutOf(words);
    const text = renderMarkdown(handout);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
    const rows = text.split('\n');
    let fence: string | undefined;
    let width = 0;
    let tables = 0;
    for (const line of rows) {
      const [mark] = /^`{3,}/.exec(line) ?? [];
      if (mark && (fence === undefined || line === fence)) fence = fence === undefined ? mark : undefined;
      if (fence !== undefined || !line.startsWith('|')) {
        width = 0;
        continue;
      }
      const cells = line.split(/(?<!\\)\|/).length - 2;
      if (width === 0) tables += 1;
      expect([line, cells]).toEqual([line, width === 0 ? cells : width]);
      width = cells;
    }
    expect(fence).toBeUndefined();
    expect(tables).toBeGreaterThan(10);
    expect(text).toContain('```mermaid\n%%');
    for (const { title } of from.checklist.checks)
      expect(text).toContain(title.replaceAll('`', '').replaceAll('_', '\\_'));
  });

  test('what an answer holds cannot break out', async () => {
    const nasty = '</pre></td><script>alert(1)</script>| ``` <!-- & "\'';
    const post = { method: 'POST', url: 'http://x/api/persons', sent: `{"name":"it's"}`, status: 201, body: nasty };
    const { handout } = await handoutOf(words, { api: { ...facts.api, post } });
    const html = renderHtml(handout);
    expect(html).not.toContain('<script');
    expect(textOf(html)).toContain(nasty);
    expect(html).toContain('it&#39;\\&#39;&#39;s');
    expect(renderMarkdown(handout)).toMatch(/````\n\$ curl -i -X POST[^`]*[\s\S]*?\n````/);
  });

  test('nothing stands: the report says so', async () => {
    const gone: Facts = {
      account,
      region: facts.region,
      takenAt: facts.takenAt,
      looked: facts.looked,
      tasks: [],
      listeners: [],
      targets: [],
      policies: [],
      alarms: [],
      activities: [],
      network: {
        subnets: [],
        routeTables: [],
        internetGateways: [],
        natGateways: [],
        addresses: [],
        securityGroups: [],
        endpoints: [],
      },
      api: { tried: [], found: false, removed: false, requests: 0, answeredBy: [] },
      refused: [],
    };
    const look = { ...seen, outputs: {}, sights: seen.sights.map(({ live: _, ...it }) => it) };
    const { handout } = composeFrom(gone, look, words);
    const html = renderHtml(handout);
    parseMarkup(html, 'html');
    for (const text of [words.handout.exchange.none, words.handout.target.none, words.handout.times.none])
      expect(textOf(html)).toContain(text);
    expect(html).toContain(words.handout.sheet.missing);
    expect(html).not.toMatch(/undefined|NaN/);
  });
});

function composeFrom(all: Facts, look: Look, words: Words) {
  const where = { seenAt: all.takenAt, tasks: [] };
  const from = {
    stack: 'demo',
    checklist: checklistOf(all, words, '2'),
    facts: all,
    diagram: composeDiagram(factsOfLook(stack.config, look, where), words.diagram),
    sheets: sheetsOf(look, all),
    estimate: hourlyUsd(stack.config),
    masked: true,
  };
  return { handout: composeHandout(from, words) };
}

test('an account id is masked wherever it stands', () => {
  const text = 'arn:aws:ecs:r:123456789012:x 123456789012.dkr.ecr https://x/?id=123456789012';
  expect(maskAccount(text, '123456789012')).toBe(
    'arn:aws:ecs:r:1234****9012:x 1234****9012.dkr.ecr https://x/?id=1234****9012',
  );
  expect(maskAccount('x', '')).toBe('x');
});
