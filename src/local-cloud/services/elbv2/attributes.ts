import { refuse } from '../../refuse.js';

interface Attribute {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** Attributes as ELB lists them. */
export const attributeList = (attributes: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));

/** The numbers that an attribute may take, both ends included. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  'deregistration_delay.timeout_seconds': [0, 3600],
  'slow_start.duration_seconds': [0, 900],
  'idle_timeout.timeout_seconds': [1, 4000],
};

/** Changes attributes in place; refuses (ValidationError) a key that the thing does not have and a number out of range. */
export function changeAttributes(
  attributes: Record<string, string>,
  changes: readonly Attribute[] | undefined,
  thing: string,
): void {
  for (const { Key = '', Value = '' } of changes ?? []) {
    if (!Object.hasOwn(attributes, Key)) refuse('ValidationError', `${thing} attribute key '${Key}' is not recognized`);
    const range = ranges[Key];
    const number = Number(Value);
    if (range && !(Number.isInteger(number) && number >= range[0] && number <= range[1])) {
      refuse('ValidationError', `'${Key}' must be between ${range[0]} and ${range[1]} seconds, inclusive`);
    }
  }
  for (const { Key = '', Value = '' } of changes ?? []) attributes[Key] = Value;
}
