import { catalogue, informationSchemaTables } from './catalogue.js';
import { type RowWrite, readDelete, readInsert, readUpdate } from './changes.js';
import { refuse, SqlError, unknownDatabase } from './errors.js';
import type { Heading, Scope } from './expressions.js';
import { type Outcome, settleColumn, type WireColumn } from './results.js';
import { readSelect } from './select.js';
import type { Store } from './store.js';
import { checkCharset, readTable, type TableDefinition } from './tables.js';
import { type Token, tokenize, type Walk, walk } from './tokens.js';
import type { Value } from './types.js';

/** What the server says it is: MySQL 8.4 for drivers that look, and what it really is for people. */
export const embeddedVersion = '8.4.0-embedded-sqlite-approximate';

/** One client's session: its database, its transaction, its last id. */
export type Session = ReturnType<typeof openSession>;

const done: Outcome = { affected: 0, insertId: 0 };
/** Opens a session for a client that has proven itself. */
export function openSession(
  store: Store,
  own: string | undefined,
  who: { id: number; user: string; host: string; database?: string },
) {
  const owner = {};
  let database: string | undefined;
  let autocommit = true;
  let began = false;
  let lastInsertId: number | bigint = 0;

  const use = (name: string): void => {
    if (name !== own && name !== 'information_schema') throw unknownDatabase(name);
    database = name;
  };
  if (who.database) use(who.database);

  const known = (name: string): Value | undefined => {
    const now = () => new Date().toISOString().slice(0, 19).replace('T', ' ');
    const account = `${who.user}@${name === 'USER' ? who.host : '%'}`;
    const values: Record<string, () => Value> = {
      VERSION: () => embeddedVersion,
      '@@VERSION': () => embeddedVersion,
      '@@VERSION_COMMENT': () => 'embedded (SQLite), approximate',
      '@@AUTOCOMMIT': () => Number(autocommit),
      '@@MAX_ALLOWED_PACKET': () => 16_777_216,
      '@@TIME_ZONE': () => '+00:00',
      DATABASE: () => database ?? null,
      USER: () => account,
      CURRENT_USER: () => account,
      CONNECTION_ID: () => who.id,
      LAST_INSERT_ID: () => lastInsertId,
      NOW: now,
      CURRENT_TIMESTAMP: now,
    };
    if (/^@@CHARACTER_SET_(CLIENT|CONNECTION|DATABASE|RESULTS|SERVER)$/.test(name)) return 'utf8mb4';
    return Object.hasOwn(values, name) ? values[name]!() : undefined;
  };
  const table = (name: string, of = database): TableDefinition => {
    if (of === undefined) throw new SqlError(1046, '3D000', 'No database selected');
    if (of.toLowerCase() === 'information_schema') {
      if (name.toLowerCase() === 'tables') return informationSchemaTables;
      throw refuse(`information_schema.${name}`);
    }
    if (of !== own) throw unknownDatabase(of);
    const found = store.tables.get(name);
    if (!found) throw new SqlError(1146, '42S02', `Table '${of}.${name}' doesn't exist`);
    return found;
  };
  const scope = (values: readonly Value[]): Scope => ({ values, table, known });
  const finish = (verb: 'COMMIT' | 'ROLLBACK'): void => {
    began = false;
    store.finish(owner, verb);
  };

  const write = async (rows: readonly RowWrite[], insert: boolean): Promise<Outcome> => {
    if (rows[0]?.table === informationSchemaTables) {
      throw new SqlError(1044, '42000', `Access denied for user '${who.user}'@'%' to database 'information_schema'`);
    }
    const { affected, firstId } = await store.write(owner, rows, began || !autocommit);
    const counts = insert && rows[0]!.table.columns.some((column) => column.autoIncrement);
    if (counts) lastInsertId = firstId;
    const info = insert && rows.length > 1 ? `Records: ${affected}  Duplicates: 0  Warnings: 0` : undefined;
    return { affected, insertId: counts ? firstId : 0, info };
  };

  const { show, describeNamed } = catalogue(store, own, { table, database: () => database });

  const set = (read: Walk): Outcome => {
    if (read.skip('NAMES')) {
      checkCharset(read.next().text);
      if (read.skip('COLLATE')) checkCharset(read.next().text);
      read.end();
      return done;
    }
    read.skip('SESSION');
    const name = read
      .next()
      .text.toLowerCase()
      .replace(/^@@(session\.)?/, '');
    read.expect('=');
    const value = read.next().text.toUpperCase();
    read.end();
    if (name !== 'autocommit' || !/^(0|1|ON|OFF|TRUE|FALSE)$/.test(value)) throw refuse(`SET ${name}`);
    const wanted = /^(1|ON|TRUE)$/.test(value);
    if (wanted && !autocommit) finish('COMMIT');
    autocommit = wanted;
    return done;
  };

  const create = async (read: Walk): Promise<Outcome> => {
    if (!read.skip('TABLE')) throw refuse(`CREATE ${read.next().text.toUpperCase()}`);
    const lenient = read.skip('IF', 'NOT', 'EXISTS');
    if (database === undefined) throw new SqlError(1046, '3D000', 'No database selected');
    if (database !== own) throw refuse('tables outside the own database');
    const definition = readTable(read);
    finish('COMMIT');
    if (!store.tables.has(definition.name)) await store.create(owner, definition);
    else if (!lenient) throw new SqlError(1050, '42S01', `Table '${definition.name}' already exists`);
    return done;
  };
  const drop = async (read: Walk): Promise<Outcome> => {
    if (!read.skip('TABLE')) throw refuse(`DROP ${read.next().text.toUpperCase()}`);
    const lenient = read.skip('IF', 'EXISTS');
    if (database === undefined) throw new SqlError(1046, '3D000', 'No database selected');
    const names = new Set<string>();
    do names.add(read.name());
    while (read.skip(','));
    read.end();
    finish('COMMIT');
    const missing = [...names].filter((name) => !store.tables.has(name));
    if (missing.length > 0 && !lenient) {
      throw new SqlError(1051, '42S02', `Unknown table '${missing.map((name) => `${database}.${name}`).join(',')}'`);
    }
    await store.drop(
      owner,
      [...names].filter((name) => store.tables.has(name)),
    );
    return done;
  };

  const select = async (read: Walk, values: readonly Value[]): Promise<Outcome> => {
    const { headings, table: from, ...command } = readSelect(read, scope(values));
    const found = await store.read(owner, command);
    const rows = found.map((row) =>
      headings.map(({ call }, i) => {
        const value = row[`#${i}`] ?? null;
        return call === 'AVG' && value !== null ? Number(value).toFixed(4) : value;
      }),
    );
    return { columns: settle(headings, rows, from), rows };
  };
  const settle = (
    headings: readonly Heading[],
    rows: readonly (readonly Value[])[],
    from?: TableDefinition,
  ): WireColumn[] =>
    headings.map((heading, i) =>
      settleColumn(
        heading,
        rows.map((row) => row[i]!),
        from,
      ),
    );

  const run = async (tokens: readonly Token[], values: readonly Value[]): Promise<Outcome> => {
    const read = walk(tokens);
    const first = read.next();
    const verb = first.kind === 'word' ? first.text.toUpperCase() : '';
    const plain = (): void => {
      if (!read.skip('WORK')) read.skip('TRANSACTION');
      if (!read.done()) throw refuse(`options of ${verb}`);
    };
    if (verb === 'SELECT') return select(read, values);
    if (verb === 'INSERT') return write(readInsert(read, scope(values)), true);
    if (verb === 'UPDATE') return write([readUpdate(read, scope(values))], false);
    if (verb === 'DELETE') return write([readDelete(read, scope(values))], false);
    if (verb === 'CREATE') return create(read);
    if (verb === 'DROP') return drop(read);
    if (verb === 'SHOW') return show(read);
    if (verb === 'DESCRIBE' || verb === 'DESC') return describeNamed(read);
    if (verb === 'SET') return set(read);
    if (verb === 'USE') {
      use(read.name());
      read.end();
      return done;
    }
    if (verb === 'BEGIN' || verb === 'START') {
      plain();
      finish('COMMIT');
      began = true;
      return done;
    }
    if (verb === 'COMMIT' || verb === 'ROLLBACK') {
      plain();
      finish(verb);
      return done;
    }
    throw verb ? refuse(`the statement ${verb}`) : read.fail();
  };

  return {
    use,
    run,
    database: () => database,
    /** Runs a text of the text protocol. */
    query: async (sql: string): Promise<Outcome> => run(tokenize(sql), []),
    /** What a statement will answer with, as far as it can be told before it runs. */
    async foretell(tokens: readonly Token[]): Promise<readonly WireColumn[]> {
      const parameters = tokens.filter((token) => token.kind === 'parameter').map(() => null);
      const read = walk(tokens);
      const told: Record<string, () => unknown> = {
        INSERT: () => readInsert(read, scope(parameters)),
        UPDATE: () => readUpdate(read, scope(parameters)),
        DELETE: () => readDelete(read, scope(parameters)),
      };
      const verb = read.next().text.toUpperCase();
      if (verb === 'SELECT') {
        const { headings, table: from } = readSelect(read, scope(parameters));
        return settle(headings, [], from);
      }
      told[verb]?.();
      if (!/^(SHOW|DESC|DESCRIBE)$/.test(verb)) return [];
      const outcome = await run(tokens, []);
      return 'rows' in outcome ? outcome.columns : [];
    },
    /** The protocol's status bits: in a transaction (1), autocommit (2). */
    status: (): number => (began || store.holds(owner) ? 1 : 0) | (autocommit ? 2 : 0),
    /** Gives up an open transaction and all settings. */
    reset(): void {
      finish('ROLLBACK');
      autocommit = true;
      lastInsertId = 0;
    },
  };
}
