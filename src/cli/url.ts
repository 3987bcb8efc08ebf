import type { Runtime } from '../engine/runtime.js';
import { fail } from '../model/problem.js';
import { whySilent } from '../model/silence.js';

/** A new name of a load balancer takes up to some minutes to reach every resolver (aws-behaviour section 7); seconds. */
const patience = 300;

/** Asks a URL until it answers with anything below 500; `no-answer` when it never does. */
export async function waitForAnswer({ clock, halt, report }: Runtime, url: string): Promise<void> {
  const start = clock.elapsed();
  for (;;) {
    const answer = await probe(url);
    if (answer.status !== undefined && answer.status < 500) return;
    const seconds = (clock.elapsed() - start) / 1000;
    if (seconds > patience) fail('no-answer', { url, ...answer, seconds: Math.round(seconds) });
    report({ type: 'url.waiting', url, status: answer.status, seconds });
    await clock.sleep(seconds < 10 ? 500 : 3000, halt.signal);
  }
}

/** One request: its status, or why there was none. */
export async function probe(url: string): Promise<{ readonly status?: number; readonly reason?: string }> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    return { reason: whySilent(error) };
  }
}
