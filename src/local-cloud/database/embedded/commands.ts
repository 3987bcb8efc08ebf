import { refuse, SqlError } from './errors.js';
import { type Channel, maxFrame, readPayload } from './packets.js';
import { readParameters, writeError, writeOk, writeOutcome, writePrepared } from './results.js';
import type { Session } from './session.js';
import { type Statement, tokenize } from './tokens.js';

/** Answers a client's commands one after the other until it leaves; throws what must end the connection. */
export async function answerCommands({ receive, send }: Channel, session: Session): Promise<void> {
  const prepared = new Map<number, { statement: Statement; count: number; types: { all: Buffer } }>();
  let lastStatement = 0;
  const ok = () => [writeOk(session.status())];
  const prepare = (sql: string): Buffer[] => {
    if (prepared.size >= 1024) throw new SqlError(1461, '42000', "Can't create more than 1024 prepared statements");
    const statement = tokenize(sql);
    const count = statement.tokens.filter((token) => token.kind === 'parameter').length;
    if (count > 0xffff) throw refuse('so many parameters');
    prepared.set(++lastStatement, { statement, count, types: { all: Buffer.alloc(0) } });
    return writePrepared(lastStatement, count, session.status());
  };
  const execute = async (payload: Buffer): Promise<Buffer[]> => {
    const reader = readPayload(payload);
    const id = reader.unsigned(4);
    const found = prepared.get(id);
    if (!found) throw new SqlError(1243, 'HY000', `Unknown prepared statement handler (${id})`);
    reader.bytes(5);
    const values = readParameters(reader, found.count, found.types);
    return writeOutcome(await session.run(found.statement, values), session.status(), true);
  };
  const commands: Record<number, (body: Buffer) => Promise<Buffer[]> | Buffer[]> = {
    2: (body) => {
      session.use(body.toString());
      return ok();
    },
    3: async (body) => {
      const outcome = await session.run(tokenize(body.toString()), []);
      return writeOutcome(outcome, session.status(), false);
    },
    14: ok,
    22: (body) => prepare(body.toString()),
    23: execute,
    25: (body) => {
      prepared.delete(readPayload(body).unsigned(4));
      return [];
    },
    26: ok,
    31: () => {
      session.reset();
      prepared.clear();
      return ok();
    },
  };
  for (;;) {
    const payload = await receive(maxFrame, true);
    if (!payload || payload[0] === 1) return;
    // The client expects no answer to this one, so that only the end of the connection can refuse it.
    if (payload[0] === 24) throw refuse('parameters in pieces');
    try {
      const command = commands[payload[0] ?? -1];
      if (!command) throw new SqlError(1047, '08S01', 'Unknown command');
      await send(...(await command(payload.subarray(1))));
    } catch (error) {
      if (error instanceof SqlError && error.errno === 1835) throw error;
      await send(writeError(error instanceof SqlError ? error : new SqlError(1105, 'HY000', String(error))));
    }
  }
}
