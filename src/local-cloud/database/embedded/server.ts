import { createServer, type Server, type Socket } from 'node:net';
import { answerCommands } from './commands.js';
import { SqlError } from './errors.js';
import {
  type Account,
  type AuthPlugin,
  challenge,
  fastAuthSuccess,
  fitsPlugin,
  greet,
  isProof,
  readLogin,
  switchPlugin,
} from './handshake.js';
import { type Channel, framePackets, openChannel } from './packets.js';
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
    // A client that vanishes is no error of ours; reading ends by itself.
    socket.on('error', () => {});
    socket.setTimeout(loginTimeout, () => socket.destroy());
    if (connections >= maxConnections) {
      socket.end(framePackets([writeError(new SqlError(1040, '08004', 'Too many connections'))], 0).frames);
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
  const channel = openChannel(socket);
  let session: Session | undefined;
  try {
    session = await logIn(channel, socket.remoteAddress ?? '', id, options);
    if (!session) return;
    socket.setTimeout(options.idleTimeout ?? 8 * 3600 * 1000);
    await answerCommands(channel, session);
  } catch (error) {
    if (error instanceof SqlError) await channel.send(writeError(error));
  } finally {
    session?.reset();
  }
}

async function logIn(
  { send, receive }: Channel,
  host: string,
  id: number,
  { store, database, account, plugin = 'caching_sha2_password' }: ServerOptions,
): Promise<Session | undefined> {
  let nonce = challenge();
  await send(greet(embeddedVersion, id, nonce, plugin));
  const answer = await receive(maxLoginPacket);
  if (!answer) return undefined;
  const login = readLogin(answer);
  let proof: Buffer | undefined = login.proof;
  let by = plugin;
  if (fitsPlugin(login.plugin, proof)) by = login.plugin;
  else if (proof.length > 0) {
    nonce = challenge();
    await send(switchPlugin(plugin, nonce));
    proof = await receive(maxLoginPacket);
    if (!proof) return undefined;
  }
  const stored = account();
  if (!isProof(stored, by, nonce, proof) || login.user !== stored.user) {
    const using = proof.length > 0 ? 'YES' : 'NO';
    throw new SqlError(1045, '28000', `Access denied for user '${login.user}'@'${host}' (using password: ${using})`);
  }
  const session = openSession(store, database, login);
  await send(...(by === 'caching_sha2_password' ? [fastAuthSuccess] : []), writeOk(session.status()));
  return session;
}
