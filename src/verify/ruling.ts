import type { Cause, CauseCode, Causes, CheckId, Finding } from './checklist.js';

/** What a line was judged by. */
export type Look = Pick<Finding, 'seen' | 'source' | 'console'>;

/** A cause with its facts. */
export const because = <C extends CauseCode>(code: C, facts: Causes[C]): Cause => ({ code, facts }) as unknown as Cause;

/** The ruling on one line: fulfilled unless there is a cause why not. */
export function rule(id: CheckId, look: Look, cause: Cause | undefined): Finding {
  return { id, result: cause ? 'ng' : 'ok', ...look, ...(cause && { cause }) };
}

/** The ruling on a line that nothing tells about. */
export const leaveOpen = (id: CheckId, { seen, source, console }: Look, cause: Cause): Finding => ({
  id,
  result: 'skip',
  seen,
  source,
  console,
  cause,
});

/** `a=1 b=2`, without what is not known. */
export function seenAs(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
