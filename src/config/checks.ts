import * as z from 'zod';
import type { FaultCode, Faults, Objection } from './faults.js';

type Say = (objection: Objection) => void;

/** Makes a zod check that may raise several faults; `when` names members that must be sound before it makes sense. */
export function check<T>(look: (value: T, say: Say) => void, when: readonly string[] = []): z.core.$ZodCheck<T> {
  const result = z.check<T>((payload) => {
    look(payload.value, ({ code, facts, example, at }) => {
      payload.issues.push({
        code: 'custom',
        input: payload.value,
        path: [...(at ?? [])],
        continue: true,
        params: { code, facts, example },
      });
    });
  });
  // Zod leaves out the checks of an object as soon as one member is wrong; a fault elsewhere must not hide this one.
  result._zod.def.when = ({ value, issues }) =>
    value !== undefined && !issues.some((it) => isOfWhole(it) || when.includes(String(it.path?.[0])));
  return result;
}

/** Whether an issue is of the value itself (a wrong type, above all), so that nothing can be said of what is in it. */
function isOfWhole({ path, code }: z.core.$ZodRawIssue): boolean {
  return path ? path.length === 0 : code !== 'unrecognized_keys';
}

/** A string that must have a form. */
export function form<C extends FaultCode>(
  code: C,
  fits: (text: string) => boolean,
  facts: (text: string) => Faults[C],
  example: string,
): z.core.$ZodCheck<string> {
  return check<string>((text, say) => {
    if (!fits(text)) say({ code, facts: facts(text), example } as Objection);
  });
}

/** A whole number within bounds. */
export const whole = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);

/** Text that is not empty. */
export const text = (maximum = 1024) => z.string().min(1).max(maximum);
