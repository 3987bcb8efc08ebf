import type { Words } from '../text/words.js';
import type { Cause, CauseCode, Causes, Check, Checklist, Finding, Result, Wording } from './checklist.js';
import { linesOf } from './checklist.js';
import type { Facts } from './facts.js';
import { judge } from './judge.js';

/** Judges the facts by a wording's lines, in the words of a language. */
export function checklistOf(facts: Facts, words: Words, wording: Wording): Checklist {
  const findings = new Map(judge(facts).map((it) => [it.id, it]));
  const checks = linesOf(wording).flatMap(([id, requirement]) => {
    const finding = findings.get(id);
    return finding ? [{ ...checkOf(finding, words), requirement }] : [];
  });
  const count = (result: Result) => checks.filter((it) => it.result === result).length;
  const { account, region, takenAt, api } = facts;
  return {
    account,
    region,
    takenAt,
    wording,
    ...(api.url && { url: api.url }),
    counts: { ok: count('ok'), ng: count('ng'), skip: count('skip') },
    passed: checks.every((it) => it.result === 'ok'),
    checks,
  };
}

function checkOf({ cause, ...rest }: Finding, words: Words): Omit<Check, 'requirement'> {
  const title = words.verify.titles[rest.id];
  return { ...rest, title, ...(cause && { code: cause.code, ...explain(cause, words) }) };
}

function explain<C extends CauseCode>({ code, facts }: Extract<Cause, { code: C }>, words: Words) {
  const say = words.verify.causes[code] as (facts: Causes[CauseCode]) => { cause: string; fix: string };
  return say(facts);
}
