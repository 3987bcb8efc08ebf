import { createServer, type Server, type Socket } from 'node:net';
import { answerCommands } from './commands.js';
import { SqlError } from './errors.js';
import * as handshake from './handshake.js';
import { type Channel, framePackets, openChannel } from './packets.js';
import { writeError, writeOk } from './results.js';
import { embeddedVersion, openSession, type Session } from './session.js';
import type { Store } from './store.js';

/** What the protocol server serves, and to whom. */
export interface ServerOptions {
  readonly store: Store;
  readonly database?: string;
  /** Asked at every login, so that a changed password counts at once. */
  readonly account: () => handshake.Account;
  /** The plugin that clients are greeted with; a client may prove itself by the other one too. */
  readonly plugin?: handshake.AuthPlugin;
  readonly maxConnections?: number;
  /** Milliseconds until a silent connection is closed; MySQL's own `wait_timeout` is eight hours. */
  readonly idleTimeout?: number;
  /** Milliseconds for the handshake. */
  readonly loginTimeout?: number;
}

const tooMany = new SqlError(1040, '08004', 'Too many connections');
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
      socket.end(Buffer.concat(framePackets([writeError(tooMany)], 0)));
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
  let nonce = handshake.challenge();
  await send(handshake.greet(embeddedVersion, id, nonce, plugin));
  const answer = await receive(maxLoginPacket);
  if (!answer) return undefined;
  const login = handshake.readLogin(answer);
  let proof: Buffer | undefined = login.proof;
  let by = plugin;
  if (handshake.fitsPlugin(login.plugin, proof)) by = login.plugin;
  else if (proof.length > 0) {
    nonce = handshake.challenge();
    await send(handshake.switchPlugin(plugin, nonce));
    proof = await receive(maxLoginPacket);
    if (!proof) return undefined;
  }
  const stored = account();
  if (!handshake.isProof(stored, by, nonce, proof) || login.user !== stored.user) {
    const using = proof.length > 0 ? 'YES' : 'NO';
    throw new SqlError(1045, '28000', `Access denied for user '${login.user}'@'${host}' (using password: ${using})`);
  }
  const session = openSession(store, database, login);
  if (by === 'caching_sha2_password') await send(Buffer.from([1, 3])); // its fast way: the proof was enough
  await send(writeOk(session.status()));
  return session;
}
