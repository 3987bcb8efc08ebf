import { MalformedPacket, SqlError } from './errors.js';
import { maxPacket, type Packet, readPayload, writeLengthEncoded, writeUnsigned } from './packets.js';
import {
  type Outcome,
  readParameters,
  textColumn,
  writeBinaryRow,
  writeColumn,
  writeEof,
  writeError,
  writeOk,
  writeTextRow,
} from './results.js';
import type { Session } from './session.js';
import { type Token, tokenize } from './tokens.js';

/** Sends packets, numbered on from the last; resolves when the client has taken enough of them. */
export type Send = (...payloads: readonly Buffer[]) => Promise<void>;

/** A client that has proven itself, and whether it does without EOF packets. */
export interface LoggedIn {
  readonly session: Session;
  readonly withoutEof: boolean;
}

const maxStatements = 1024;

interface Prepared {
  readonly tokens: readonly Token[];
  readonly count: number;
  readonly types: { all: Buffer };
  readonly long: Map<number, Buffer>;
}

/** Answers a client's commands one after the other until it leaves; throws what must end the connection. */
export async function answerCommands(
  packets: AsyncGenerator<Packet>,
  { session, withoutEof }: LoggedIn,
  send: Send,
  from: (sequence: number) => void,
): Promise<void> {
  const prepared = new Map<number, Prepared>();
  let lastStatement = 0;
  const eof = () => (withoutEof ? [] : [writeEof(session.status())]);
  const answer = async (outcome: Outcome, binary: boolean): Promise<void> => {
    if ('affected' in outcome) return send(writeOk(session.status(), outcome.affected, outcome.insertId, outcome.info));
    const { columns, rows } = outcome;
    await send(
      writeLengthEncoded(columns.length),
      ...columns.map((column) => writeColumn(column, session.database() ?? '')),
      ...eof(),
      ...rows.map((row) => (binary ? writeBinaryRow(row, columns) : writeTextRow(row))),
      withoutEof ? writeOk(session.status(), 0, 0, '', true) : writeEof(session.status()),
    );
  };
  const ok = () => send(writeOk(session.status()));
  const statement = (id: number, verb: string): Prepared => {
    const found = prepared.get(id);
    if (!found) throw new SqlError(1243, 'HY000', `Unknown prepared statement handler (${id}) given to ${verb}`);
    return found;
  };
  const prepare = async (sql: string): Promise<void> => {
    if (prepared.size >= maxStatements)
      throw new SqlError(1461, '42000', `Can't create more than ${maxStatements} prepared statements`);
    const tokens = tokenize(sql);
    const count = tokens.filter((token) => token.kind === 'parameter').length;
    if (count > 65_535) throw new SqlError(1390, 'HY000', 'Prepared statement contains too many placeholders');
    const columns = await session.foretell(tokens);
    prepared.set(++lastStatement, { tokens, count, types: { all: Buffer.alloc(0) }, long: new Map() });
    const describe = (of: readonly Parameters<typeof writeColumn>[0][]) =>
      of.length > 0 ? [...of.map((column) => writeColumn(column, session.database() ?? '')), ...eof()] : [];
    await send(
      Buffer.concat([
        Buffer.from([0]),
        writeUnsigned(lastStatement, 4),
        writeUnsigned(columns.length, 2),
        writeUnsigned(count, 2),
        Buffer.alloc(3),
      ]),
      ...describe(Array.from({ length: count }, () => textColumn('?'))),
      ...describe(columns),
    );
  };
  const execute = async (payload: Buffer): Promise<void> => {
    const reader = readPayload(payload);
    const found = statement(reader.unsigned(4), 'mysqld_stmt_execute');
    reader.bytes(5);
    const values = readParameters(reader, found.count, found.types, found.long);
    found.long.clear();
    await answer(await session.run(found.tokens, values), true);
  };
  const appendLong = (payload: Buffer): void => {
    const reader = readPayload(payload);
    const found = prepared.get(reader.unsigned(4));
    const index = reader.unsigned(2);
    if (!found || index >= found.count) return;
    const whole = Buffer.concat([found.long.get(index) ?? Buffer.alloc(0), reader.rest()]);
    if (whole.length > maxPacket) throw new MalformedPacket('a long parameter beyond every packet');
    found.long.set(index, whole);
  };
  const commands: Record<number, (body: Buffer) => Promise<void> | void> = {
    2: (body) => {
      session.use(body.toString());
      return ok();
    },
    3: async (body) => answer(await session.query(body.toString()), false),
    14: ok,
    22: (body) => prepare(body.toString()),
    23: execute,
    24: appendLong,
    25: (body) => {
      prepared.delete(readPayload(body).unsigned(4));
    },
    26: (body) => {
      statement(readPayload(body).unsigned(4), 'mysqld_stmt_reset').long.clear();
      return ok();
    },
    31: () => {
      session.reset();
      prepared.clear();
      return ok();
    },
  };
  for await (const { payload, sequence } of packets) {
    if (sequence !== 0 && payload.length < 0xffffff) {
      from((sequence + 1) & 0xff);
      throw new SqlError(1156, '08S01', 'Got packets out of order');
    }
    from((sequence + 1) & 0xff);
    if (payload[0] === 1) return;
    const command = commands[payload[0] ?? -1];
    try {
      if (!command) throw new SqlError(1047, '08S01', 'Unknown command');
      await command(payload.subarray(1));
    } catch (error) {
      if (error instanceof MalformedPacket) throw error;
      const known =
        error instanceof SqlError
          ? error
          : new SqlError(1105, 'HY000', `Unknown error: ${error instanceof Error ? error.message : error}`);
      await send(writeError(known));
    }
  }
}
