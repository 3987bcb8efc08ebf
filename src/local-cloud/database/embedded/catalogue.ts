import { refuse, SqlError, unknownDatabase } from './errors.js';
import type { Scope } from './expressions.js';
import { type Outcome, textColumn, type WireColumn } from './results.js';
import type { Store } from './store.js';
import { keyOf, type TableDefinition } from './tables.js';
import type { Walk } from './tokens.js';
import { nameType } from './types.js';

const textColumns = (...names: readonly string[]): WireColumn[] => names.map(textColumn);

/** What there is of `information_schema.tables`. */
export const informationSchemaTables: TableDefinition = {
  name: '#tables',
  keys: [],
  columns: ['TABLE_SCHEMA', 'TABLE_NAME', 'TABLE_TYPE', 'ENGINE', 'TABLE_ROWS'].map((name) => ({
    name,
    kind: name === 'TABLE_ROWS' ? 'bigint' : 'varchar',
    length: 64,
    nullable: true,
  })),
};

/** The statements that tell what there is: SHOW and DESCRIBE. */
export function catalogue(
  store: Store,
  own: string | undefined,
  where: { table: Scope['table']; database(): string | undefined },
) {
  const describe = (found: TableDefinition): Outcome => ({
    columns: textColumns('Field', 'Type', 'Null', 'Key', 'Default', 'Extra'),
    rows: found.columns.map((column) => {
      const extra = column.autoIncrement
        ? 'auto_increment'
        : column.default === 'CURRENT_TIMESTAMP'
          ? 'DEFAULT_GENERATED'
          : '';
      return [
        column.name,
        nameType(column),
        column.nullable ? 'YES' : 'NO',
        keyOf(found, column),
        column.default ?? null,
        extra,
      ];
    }),
  });

  const show = (read: Walk): Outcome => {
    if (read.skip('DATABASES') || read.skip('SCHEMAS')) {
      read.end();
      return {
        columns: textColumns('Database'),
        rows: ['information_schema', ...(own ? [own] : [])].map((name) => [name]),
      };
    }
    if (read.skip('WARNINGS')) return { columns: textColumns('Level', 'Code', 'Message'), rows: [] };
    const full = read.skip('FULL');
    if (!full && (read.skip('COLUMNS') || read.skip('FIELDS'))) {
      if (!read.skip('FROM')) read.expect('IN');
      return describeNamed(read);
    }
    if (!read.skip('TABLES')) throw refuse(`SHOW ${read.next().text.toUpperCase()}`);
    const of = read.skip('FROM') || read.skip('IN') ? read.name() : where.database();
    if (of === undefined) throw new SqlError(1046, '3D000', 'No database selected');
    if (of !== own) throw unknownDatabase(of);
    if (!read.done()) throw refuse('conditions in SHOW TABLES');
    const names = [...store.tables.keys()].sort();
    const columns = textColumns(`Tables_in_${of}`, ...(full ? ['Table_type'] : []));
    return { columns, rows: names.map((name) => (full ? [name, 'BASE TABLE'] : [name])) };
  };
  const describeNamed = (read: Walk): Outcome => {
    const first = read.name();
    const found = read.skip('.') ? where.table(read.name(), first) : where.table(first);
    read.end();
    return describe(found);
  };

  return { show, describeNamed };
}
