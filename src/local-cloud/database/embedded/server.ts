import { createServer, type Server, type Socket } from 'node:net';
import { MalformedPacket, SqlError } from './errors.js';
import {
  type Account,
  type AuthPlugin,
  capability,
  challenge,
  fastAuthSuccess,
  greet,
  isProof,
  readLogin,
  switchPlugin,
} from './handshake.js';
import {
  framePackets,
  maxPacket,
  type Packet,
  readPackets,
  readPayload,
  writeLengthEncoded,
  writeUnsigned,
} from './packets.js';
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
import { embeddedVersion, openSession, type Session } from './session.js';
import type { Store } from './store.js';
import { type Token, tokenize } from './tokens.js';

/** What the protocol server serves, and to whom. */
export interface ServerOptions {
  readonly store: Store;
  readonly database?: string;
  /** Asked at every login, so that a changed password counts at once. */
  readonly account: () => Account;
  /** The plugin that clients are greeted with; a client may prove itself by the other one too. */
  readonly plugin?: AuthPlugin;
  readonly maxConnections?: number;
  /** Milliseconds until a silent connection is closed; MySQL's own `wait_timeout` is eight hours. */
  readonly idleTimeout?: number;
  /** Milliseconds for the handshake. */
  readonly loginTimeout?: number;
}

const maxStatements = 1024;
const maxLoginPacket = 64 * 1024;

interface Prepared {
  readonly tokens: readonly Token[];
  readonly count: number;
  readonly types: { all: Buffer };
  readonly long: Map<number, Buffer>;
}

/** A MySQL-protocol server; the caller makes it listen. A broken connection never harms another. */
export function createDatabaseServer(options: ServerOptions): Server {
  const { maxConnections = 151, loginTimeout = 10_000 } = options;
  let connections = 0;
  let lastId = 0;
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    // A client that vanishes is no error of ours; the reading loop ends by itself.
    socket.on('error', () => {});
    socket.setTimeout(loginTimeout, () => socket.destroy());
    if (connections >= maxConnections) {
      socket.end(framePackets([writeError(new SqlError(1040, '08004', 'Too many connections'))], 0));
      return;
    }
    connections++;
    lastId = (lastId + 1) >>> 0;
    serve(socket, lastId, options)
      .catch(() => {}) // it told its client already; nothing of one connection may end the process
      .finally(() => {
        connections--;
        socket.destroySoon();
      });
  });
  // That a connection could not be accepted (too many open files) is no reason to end.
  server.on('error', () => {});
  return server;
}

async function serve(socket: Socket, id: number, options: ServerOptions): Promise<void> {
  let limit = maxLoginPacket;
  let sequence = 0;
  let session: Session | undefined;
  const packets = readPackets(socket.iterator({ destroyOnReturn: false }), () => limit);
  const send = async (...payloads: readonly Buffer[]): Promise<void> => {
    if (socket.destroyed) return;
    const frames = framePackets(payloads, sequence);
    sequence = (sequence + payloads.length) & 0xff;
    if (socket.write(frames)) return;
    // A client that does not read must not make us hold ever more answers.
    await new Promise<void>((resolve) => {
      const go = () => {
        socket.off('drain', go).off('close', go);
        resolve();
      };
      socket.on('drain', go).on('close', go);
    });
  };
  const receive = async (): Promise<Buffer | undefined> => {
    const next = await packets.next();
    if (next.done) return undefined;
    if (next.value.sequence !== sequence) throw new SqlError(1156, '08S01', 'Got packets out of order');
    sequence = (sequence + 1) & 0xff;
    return next.value.payload;
  };
  try {
    const login = await logIn(socket, id, options, send, receive);
    if (!login) return;
    session = login.session;
    socket.setTimeout(options.idleTimeout ?? 8 * 3600 * 1000);
    limit = maxPacket;
    await answerCommands(packets, login, send, (at) => {
      sequence = at;
    });
  } catch (error) {
    if (error instanceof SqlError) await send(writeError(error));
    else if (error instanceof MalformedPacket)
      await send(writeError(new SqlError(1835, 'HY000', `Malformed communication packet: ${error.message}`)));
  } finally {
    session?.reset();
  }
}

type Send = (...payloads: readonly Buffer[]) => Promise<void>;
interface LoggedIn {
  readonly session: Session;
  readonly withoutEof: boolean;
}

async function logIn(
  socket: Socket,
  id: number,
  { store, database, account, plugin = 'caching_sha2_password' }: ServerOptions,
  send: Send,
  receive: () => Promise<Buffer | undefined>,
): Promise<LoggedIn | undefined> {
  let nonce = challenge();
  await send(greet(embeddedVersion, id, nonce, plugin));
  const answer = await receive();
  if (!answer) return undefined;
  const login = readLogin(answer);
  let proof = login.proof;
  let by = login.plugin as AuthPlugin;
  const fits =
    (by === 'caching_sha2_password' && proof.length === 32) || (by === 'mysql_native_password' && proof.length === 20);
  if (!fits && proof.length > 0) {
    by = plugin;
    nonce = challenge();
    await send(switchPlugin(plugin, nonce));
    const again = await receive();
    if (!again) return undefined;
    proof = again;
  }
  const host = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const stored = account();
  const proven = isProof(stored, by, nonce, proof);
  if (!proven || login.user !== stored.user) {
    const using = proof.length > 0 ? 'YES' : 'NO';
    throw new SqlError(1045, '28000', `Access denied for user '${login.user}'@'${host}' (using password: ${using})`);
  }
  const session = openSession(store, database, { id, user: login.user, host, database: login.database });
  await send(...(by === 'caching_sha2_password' ? [fastAuthSuccess] : []), writeOk(session.status()));
  return { session, withoutEof: (login.capabilities & capability.deprecateEof) !== 0 };
}

async function answerCommands(
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
