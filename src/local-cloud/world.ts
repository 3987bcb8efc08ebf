import { randomBytes } from 'node:crypto';
import type { DataPlane } from './data-plane.js';
import type { Weather } from './weather.js';

/** One service's part of the world: plain JSON data, so that the whole world can be written to disk and read back. */
export interface Slice<T extends object> {
  readonly name: string;
  initial(): T;
}

/** An entry of a table whose keys come from outside: never something that every object inherits, such as `constructor`. */
export const lookUp = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Everything that exists in the local cloud, with the time in it. Services keep no data anywhere else. */
export class World {
  readonly account: string;
  readonly region: string;
  readonly #data: Record<string, object>;
  readonly #opened = new Set<string>();

  constructor(
    /** Milliseconds since the epoch; a test passes a clock of its own. */
    readonly now: () => number,
    readonly weather: Weather,
    readonly plane: DataPlane,
    options: { account?: string; region?: string; data?: Record<string, object> } = {},
  ) {
    this.account = options.account ?? '000000000000';
    this.region = options.region ?? 'ap-northeast-1';
    this.#data = options.data ?? {};
  }

  /** A service's own data, made on first use. */
  of<T extends object>(slice: Slice<T>): T {
    if (!this.#opened.has(slice.name)) {
      // A world that an earlier version kept may lack members of today.
      this.#data[slice.name] = { ...slice.initial(), ...this.#data[slice.name] };
      this.#opened.add(slice.name);
    }
    return this.#data[slice.name] as T;
  }

  /** An id in AWS's form: the prefix and 17 hexadecimal digits. */
  id(prefix: string): string {
    return `${prefix}-0${randomBytes(8).toString('hex')}`;
  }

  arn(service: string, resource: string, where: { region?: string } = {}): string {
    return `arn:aws:${service}:${where.region ?? this.region}:${this.account}:${resource}`;
  }

  /** All data, as JSON text. */
  save(): string {
    return JSON.stringify({ account: this.account, region: this.region, data: this.#data });
  }
}
