import type { Finding } from './checklist.js';
import type { Facts } from './facts.js';
import { judgeOperation } from './operation.js';
import { judgeContainers } from './requirement-1.js';
import { judgeEnvironment } from './requirement-2.js';
import { judgeBalancer } from './requirement-3.js';
import { judgeScaling } from './requirement-4.js';
import { judgeDatabase } from './requirement-5.js';
import { judgeNetwork } from './requirement-6.js';
import { because, leaveOpen } from './ruling.js';

/** Judges every line of both wordings by the facts. Where a line fails for want of a call that we may not make, it is left open. */
export function judge(facts: Facts): readonly Finding[] {
  const findings = [
    ...judgeContainers(facts),
    ...judgeEnvironment(facts),
    ...judgeBalancer(facts),
    ...judgeScaling(facts),
    ...judgeDatabase(facts),
    ...judgeNetwork(facts),
    ...judgeOperation(facts),
  ];
  return findings.map((it) => {
    const refused = it.source.filter((call) => facts.refused.includes(call));
    if (it.result !== 'ng' || refused.length === 0) return it;
    return leaveOpen(it.id, it, because('not-allowed', { operations: refused.join(', ') }));
  });
}
