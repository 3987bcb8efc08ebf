import { callOf, classify } from '../aws/errors.js';
import { prefixOf } from '../aws/prefixes.js';

/** Asks AWS and takes «it is not there» and «you may not» for no answer; the latter is kept to be told. */
export interface Asking {
  /** Calls that were not allowed, as `service:Operation`. */
  readonly refused: Set<string>;
  ask<T>(call: Promise<T>): Promise<T | undefined>;
}

/** Begins a round of questions. Every other error goes on. */
export function beginAsking(): Asking {
  const refused = new Set<string>();
  return {
    refused,
    async ask(call) {
      try {
        return await call;
      } catch (error) {
        const fault = classify(error);
        if (fault !== 'missing' && fault !== 'denied') throw error;
        const from = callOf(error);
        if (fault === 'denied' && from) refused.add(`${prefixOf(from.service)}:${from.operation}`);
        return undefined;
      }
    },
  };
}
