import { refuse, SqlError } from './errors.js';
import {
  beyond,
  type Command,
  type Heading,
  operators,
  readList,
  readTableName,
  type Scope,
  textOf,
  translator,
} from './expressions.js';
import { findColumn, type TableDefinition } from './tables.js';
import type { Token, Walk } from './tokens.js';
import { quote } from './types.js';

function readItem(
  item: readonly Token[],
  table?: TableDefinition,
): { body: readonly Token[]; heading: Heading; alias?: string } {
  const [before, last] = [item.at(-2), item.at(-1)];
  const explicit = item.length > 2 && before?.kind === 'word' && before.text.toUpperCase() === 'AS';
  const nameLike = (token?: Token) =>
    token?.kind === 'name' || (token?.kind === 'word' && !operators.has(token.text.toUpperCase()));
  const bare =
    item.length > 1 &&
    nameLike(last) &&
    (before?.kind !== 'symbol' || before.text === ')') &&
    !operators.has(before!.text.toUpperCase());
  const alias = explicit || bare ? last!.text : undefined;
  const body = explicit ? item.slice(0, -2) : bare ? item.slice(0, -1) : item;
  const single = body.length === 1 || (body.length === 3 && body[1]?.text === '.');
  const column = single && nameLike(body.at(-1)) ? findColumn(table, body.at(-1)!.text) : undefined;
  const call =
    body[1]?.text === '(' && body.findIndex((token) => token.text === ')') === body.length - 1
      ? body[0]!.text.toUpperCase()
      : undefined;
  const inner = call && /^(MIN|MAX)$/.test(call) && body.length === 4 ? findColumn(table, body[2]!.text) : undefined;
  return { body, alias, heading: { name: alias ?? column?.name ?? textOf(body), column: column ?? inner, call } };
}

const clauses = ['FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT'];

function readLimit(read: Walk, expression: (tokens: Token[]) => string): string {
  if (!read.skip('LIMIT')) return '';
  const count = (): string => {
    const token = read.next();
    return token.kind === 'number' || token.kind === 'parameter' ? expression([token]) : read.fail();
  };
  const first = count();
  return ` LIMIT ${first}${read.skip(',') ? `, ${count()}` : read.skip('OFFSET') ? ` OFFSET ${count()}` : ''}`;
}

/** SELECT over at most one table. Answer columns are called `#0`, `#1`, … so that equal names stay apart. */
export function readSelect(read: Walk, scope: Scope): Command & { headings: Heading[]; table?: TableDefinition } {
  const distinct = read.skip('DISTINCT') ? 'DISTINCT ' : '';
  const items = readList(read, ...clauses);
  let table: TableDefinition | undefined;
  let alias: string | undefined;
  if (read.skip('FROM')) {
    table = readTableName(read, scope);
    if (read.skip('AS')) alias = read.name();
    else if (
      read.peek() &&
      !clauses.some((word) => read.is(word)) &&
      !read.is(',') &&
      !beyond.has(read.peek()!.text.toUpperCase())
    )
      alias = read.name();
    if (read.is(',') || beyond.has(read.peek()?.text.toUpperCase() ?? ''))
      throw refuse('more than one table in a SELECT, or locking reads');
  }
  const to = translator(scope, table, alias);
  const headings: Heading[] = [];
  const selected: string[] = [];
  const aliases: [string, string][] = [];
  for (const item of items) {
    const [qualifier] = item;
    if (item.at(-1)?.text === '*' && (item.length === 1 || (item.length === 3 && item[1]?.text === '.'))) {
      if (!table) throw new SqlError(1096, 'HY000', 'No tables used');
      if (item.length === 3 && qualifier!.text !== (alias ?? table.name))
        throw new SqlError(1051, '42S02', `Unknown table '${qualifier!.text}'`);
      for (const column of table.columns) {
        selected.push(`${quote(column.name)} AS \`#${selected.length}\``);
        headings.push({ name: column.name, column });
      }
      continue;
    }
    const { body, heading, alias: given } = readItem(item, table);
    if (given) aliases.push([given.toLowerCase(), `#${selected.length}`]);
    selected.push(`${to.expression(body)} AS \`#${selected.length}\``);
    headings.push(heading);
  }
  let sql = `SELECT ${distinct}${selected.join(', ')}${table ? ` FROM ${quote(table.name)}` : ''}`;
  if (read.skip('WHERE')) sql += ` WHERE ${to.expression(read.until(...clauses), 'where clause')}`;
  for (const [name, own] of aliases) to.aliases.set(name, own);
  if (read.skip('GROUP', 'BY')) sql += ` GROUP BY ${to.expression(read.until(...clauses), 'group statement')}`;
  if (read.skip('HAVING')) sql += ` HAVING ${to.expression(read.until(...clauses), 'having clause')}`;
  if (read.skip('ORDER', 'BY')) sql += ` ORDER BY ${to.expression(read.until(...clauses), 'order clause')}`;
  sql += readLimit(read, to.expression);
  if (!read.done() && beyond.has(read.peek()!.text.toUpperCase()))
    throw refuse(`${read.peek()!.text.toUpperCase()} here`);
  read.end();
  return { sql, args: to.args, headings, table };
}
