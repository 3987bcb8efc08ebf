import { createServer, type Server, type Socket } from 'node:net';
import { answerCommands, type LoggedIn, type Send } from './commands.js';
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
import { framePackets, maxPacket, readPackets } from './packets.js';
import { writeError, writeOk } from './results.js';
import { embeddedVersion, openSession, type Session } from './session.js';
import type { Store } from './store.js';

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

const maxLoginPacket = 64 * 1024;

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
