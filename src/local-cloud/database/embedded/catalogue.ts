import type { Outcome } from './results.js';
import type { TableDefinition } from './tables.js';

/** An answer of one column of names. */
export const listNames = (name: string, names: readonly string[]): Outcome => ({
  headings: [{ name }],
  rows: names.map((each) => [each]),
});

/** What DESCRIBE answers. */
export const describeTable = ({ columns }: TableDefinition): Outcome => ({
  headings: ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'].map((name) => ({ name })),
  rows: columns.map(({ name, kind, length, nullable, key = '', default: given = null, autoIncrement }) => {
    const extra = autoIncrement ? 'auto_increment' : given === 'CURRENT_TIMESTAMP' ? 'DEFAULT_GENERATED' : '';
    return [name, length === undefined ? kind : `${kind}(${length})`, nullable ? 'YES' : 'NO', key, given, extra];
  }),
});
