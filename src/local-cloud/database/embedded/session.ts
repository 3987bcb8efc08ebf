import { refuse, SqlError } from './errors.js';
import type { Login } from './handshake.js';
import { type Outcome, tabulate } from './results.js';
import type { Store } from './store.js';
import { readTable, type TableDefinition, type Value } from './tables.js';
import { type Statement, type Walk, walk } from './tokens.js';
import { type Change, readChange, readSelect, type Scope } from './translate.js';

/** What the server says it is: MySQL 8.4 for drivers that look, and what it really is for people. */
export const embeddedVersion = '8.4.0-embedded-sqlite-approximate';

/** One client's session: its database, its transaction. */
export type Session = ReturnType<typeof openSession>;

/** Opens a session for a client that has proven itself; 1049 when it names a database that is not `own`. */
export function openSession(store: Store, own: string | undefined, { user, database: wanted }: Login) {
  const owner = {};
  let database: string | undefined;
  let began = false;

  const check = (name: string | undefined): string => {
    if (name === undefined) throw new SqlError(1046, '3D000', 'No database selected');
    if (name.toLowerCase() === 'information_schema') throw refuse('information_schema');
    if (name !== own) throw new SqlError(1049, '42000', `Unknown database '${name}'`);
    return name;
  };
  const use = (name: string): void => {
    database = check(name);
  };
  if (wanted) use(wanted);

  const table = (read: Walk): TableDefinition => {
    const first = read.name();
    const [of, name] = read.skip('.') ? [first, read.name()] : [database, first];
    const found = store.tables.get(check(of) && name);
    if (!found) throw new SqlError(1146, '42S02', `Table '${of}.${name}' doesn't exist`);
    return found;
  };
  const scopeOf = (values: readonly Value[]): Scope => {
    const now = new Date().toISOString().slice(0, 19).replace('T', ' ');
    const known: Readonly<Record<string, Value>> = {
      ...{ VERSION: embeddedVersion, '@@VERSION': embeddedVersion, DATABASE: database ?? null },
      ...{ '@@MAX_ALLOWED_PACKET': 16_777_216, '@@VERSION_COMMENT': 'embedded (SQLite), approximate' },
      ...{ USER: `${user}@%`, CURRENT_USER: `${user}@%`, NOW: now, CURRENT_TIMESTAMP: now },
    };
    return { values, table, known: new Map(Object.entries(known)) };
  };
  const finish = (verb: 'COMMIT' | 'ROLLBACK'): void => {
    began = false;
    store.finish(owner, verb);
  };
  const change = async (verb: Change, read: Walk, statement: Statement, scope: Scope) => {
    const command = readChange(verb, read, statement, scope);
    const { changes: affected, lastInsertRowid } = await store.write(owner, command, began);
    if (verb !== 'INSERT') return { affected, insertId: 0 };
    const counted = command.table?.columns.some((column) => column.autoIncrement);
    // MySQL tells the first id of several rows, SQLite the last.
    const insertId = counted ? Number(lastInsertRowid) - affected + 1 : 0;
    const info = affected > 1 ? `Records: ${affected}  Duplicates: 0  Warnings: 0` : undefined;
    return { affected, insertId, info };
  };
  const define = async (verb: 'CREATE' | 'DROP', read: Walk): Promise<void> => {
    if (!read.skip('TABLE')) throw refuse(`${verb} ${read.next().text.toUpperCase()}`);
    const lenient = verb === 'DROP' ? read.skip('IF', 'EXISTS') : read.skip('IF', 'NOT', 'EXISTS');
    const definition = verb === 'CREATE' ? readTable(read) : undefined;
    const name = definition?.name ?? read.name();
    if (!read.done()) throw refuse(`${verb} of more than one table`);
    const of = check(database);
    const there = store.tables.has(name);
    if (!lenient && verb === 'CREATE' && there) throw new SqlError(1050, '42S01', `Table '${name}' already exists`);
    if (!lenient && verb === 'DROP' && !there) throw new SqlError(1051, '42S02', `Unknown table '${of}.${name}'`);
    finish('COMMIT');
    await store.define(owner, name, definition);
  };
  const describe = ({ columns }: TableDefinition): Outcome => {
    const rows = columns.map(({ name, kind, length, nullable, key = '', default: given = null, autoIncrement }) => {
      const extra = autoIncrement ? 'auto_increment' : given === 'CURRENT_TIMESTAMP' ? 'DEFAULT_GENERATED' : '';
      return [name, length === undefined ? kind : `${kind}(${length})`, nullable ? 'YES' : 'NO', key, given, extra];
    });
    return tabulate(['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'], rows);
  };
  const show = (read: Walk): Outcome => {
    const what = read.next().key;
    if (!/^(DATABASES|TABLES)$/.test(what) || !read.done()) throw refuse(`SHOW ${what} and more`);
    const all = what === 'TABLES' ? [...store.tables.keys()].sort() : ['information_schema', ...(own ? [own] : [])];
    const heading = what === 'TABLES' ? `Tables_in_${check(database)}` : 'Database';
    return tabulate(
      [heading],
      all.map((name) => [name]),
    );
  };
  const control = ({ tokens }: Statement): void => {
    const words = tokens.map(({ text }) => text);
    const plain = words.join(' ').toUpperCase();
    if (/^SET NAMES UTF8(MB[34])?( COLLATE UTF8\w+)?$/.test(plain)) return;
    if (/^SET NAMES/.test(plain)) throw refuse('a character set other than utf8mb4');
    if (/^SET (SESSION )?AUTOCOMMIT = (1|ON)$/.test(plain)) return;
    if (!/^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK)$/.test(plain)) throw refuse(`the statement ${plain.slice(0, 80)}`);
    finish(plain === 'ROLLBACK' ? 'ROLLBACK' : 'COMMIT');
    began = /^(BEGIN|START)/.test(plain);
  };
  const answer = async (statement: Statement, values: readonly Value[]): Promise<Outcome> => {
    const read = walk(statement);
    const only = <T>(value: T): T => (read.done() ? value : read.fail());
    const verb = read.next().key;
    const scope = scopeOf(values);
    if (verb === 'SELECT') {
      const command = readSelect(read, statement, scope);
      const found = await store.read(owner, command);
      const rows = found.map((row) => command.headings.map(({ name }) => row[name] ?? null));
      return { headings: command.headings, rows };
    }
    if (verb === 'INSERT' || verb === 'UPDATE' || verb === 'DELETE') return change(verb, read, statement, scope);
    if (verb === 'CREATE' || verb === 'DROP') await define(verb, read);
    else if (verb === 'SHOW') return show(read);
    else if (verb === 'DESCRIBE' || verb === 'DESC') return describe(only(table(read)));
    else if (verb === 'USE') use(only(read.name()));
    else if (/^[A-Z]+$/.test(verb)) control(statement);
    else read.fail();
    return { affected: 0, insertId: 0 };
  };

  return {
    use,
    /** Runs a statement with the values of its parameters. */
    run: answer,
    /** The protocol's status bits: in a transaction (1), autocommit (2). */
    status: (): number => (began ? 3 : 2),
    /** Gives up an open transaction. */
    reset: () => finish('ROLLBACK'),
  };
}
