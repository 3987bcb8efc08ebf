import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, listenAt } from '../../database/address.js';
import { readRecord, writeRecord } from '../../database/running.js';
import { lead } from './gate-program.js';

/** A way into the network of one task. */
export interface Gate {
  /** What the container that stands there mounts as `/gate`. */
  readonly folder: string;
  /** Waits until somebody stands there; false when nobody came, or `until` says that nobody will. */
  opened(isOver: () => boolean): Promise<boolean>;
  close(): void;
}

/** Ways between this machine's loopback addresses and the networks of tasks, which have none but their own loopback. */
export interface Gates {
  /** What the containers mount as `/gate/out`. */
  readonly out: string;
  /** Listens at a place for the task behind the gate. */
  open(id: string, place: Address): Promise<Gate>;
  close(): void;
}

/** Longest path of a Unix socket (sun_path), and what is added below the folder: `/` + 12 of an id + `/in`, or `/out/` + an address. */
const LONGEST_PATH = 107;
const BELOW = '/out/127.255.255.255:65535'.length;

const PAUSE = 20;
const PATIENCE = 20_000;
const NEIGHBOURS = 200;

/** A server that leads everybody on, and whose end ends them too. */
function relay(target: { path: string } | { host: string; port: number }): { server: Server; end(): void } {
  const guests = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (guest) => {
    guests.add(guest);
    guest.on('close', () => guests.delete(guest));
    lead(guest, connect({ ...target, allowHalfOpen: true, noDelay: true }));
  });
  return {
    server,
    end() {
      server.close();
      for (const guest of guests) guest.destroy();
    },
  };
}

/** A folder whose sockets' paths are short enough: below the given one, else in the system's; what was there before goes. */
function makeHome(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const record = join(folder, 'gates.json');
  const before = readRecord<{ home: string }>(record);
  if (before) rmSync(before.home, { recursive: true, force: true });
  const own = join(folder, 'gates');
  const home = own.length + BELOW <= LONGEST_PATH ? own : mkdtempSync(join(tmpdir(), 'meibo-gates-'));
  mkdirSync(join(home, 'out'), { recursive: true, mode: 0o700 });
  writeRecord(record, { home });
  return home;
}

/** Opens the ways; tasks reach the `neighbours` of the moment, which are loopback addresses of this machine, and nothing else. */
export function openGates(folder: string, neighbours: () => readonly Address[]): Gates {
  const home = makeHome(folder);
  const out = join(home, 'out');
  const offered = new Map<string, () => void>();

  function look(): void {
    const wanted = new Map(neighbours().map((each) => [`${each.address}:${each.port}`, each]));
    for (const [name, { address, port }] of wanted) {
      if (offered.has(name)) continue;
      const { server, end } = relay({ host: address, port });
      server.on('error', () => offered.delete(name));
      server.listen(join(out, name));
      offered.set(name, end);
    }
    for (const [name, end] of offered) {
      if (wanted.has(name)) continue;
      end();
      offered.delete(name);
    }
  }
  look();
  const looking = setInterval(look, NEIGHBOURS);
  looking.unref();

  return {
    out,
    async open(id, place) {
      const own = join(home, id.slice(0, 12));
      mkdirSync(join(own, 'out'), { recursive: true, mode: 0o700 });
      const path = join(own, 'in');
      const { server, end } = relay({ path });
      await listenAt(server, place);
      return {
        folder: own,
        async opened(isOver) {
          for (const last = performance.now() + PATIENCE; !existsSync(path); await sleep(PAUSE)) {
            if (isOver() || performance.now() > last) return false;
          }
          return true;
        },
        close() {
          end();
          rmSync(own, { recursive: true, force: true });
        },
      };
    },
    close() {
      clearInterval(looking);
      for (const end of offered.values()) end();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
