import { checklistOf } from '../verify/checklist-of.js';
import { collectFacts } from '../verify/collect.js';
import { httpOverNetwork } from '../verify/http.js';
import { renderChecklist } from '../verify/table.js';
import { exitCodes, type VerifyOptions } from './options.js';
import { styleOf } from './output.js';
import { withRun } from './runtime.js';

/** `meibo-infra verify`: grades what stands by the assignment's own lines, from what AWS and the API answer now. Returns the exit code. */
export function verify(options: VerifyOptions): Promise<number> {
  return withRun({ command: 'verify', changes: false, quiet: true }, options, async ({ runtime, words, endpoint }) => {
    const { aws, account, owner, clock, halt } = runtime;
    const { cluster, service, alb } = options;
    const facts = await collectFacts({
      aws,
      account,
      region: owner.region,
      ...(endpoint && { endpoint }),
      search: { owner, ...(cluster && { cluster }), ...(service && { service }), ...(alb && { alb }) },
      http: httpOverNetwork,
      clock,
      signal: halt.signal,
    });
    // Not before: the record that the API was given is to be taken back.
    halt.signal.throwIfAborted();
    const list = checklistOf(facts, words, options.wording ?? '2');
    const lines = options.json
      ? [JSON.stringify(list, undefined, 2)]
      : renderChecklist(list, { words, ...styleOf(options) });
    process.stdout.write(`${lines.join('\n')}\n`);
    return list.passed ? exitCodes.asWanted : exitCodes.notAsWanted;
  });
}
