import { chooseEngine } from '../image/engine.js';
import { ImageFault } from '../image/fault.js';
import { fail } from '../model/problem.js';

/** Fails with `docker-unfit` where docker cannot do what an option asks for. */
export async function demandDocker(option: '--runtime' | '--database', signal?: AbortSignal): Promise<void> {
  if (process.platform !== 'linux') fail('docker-unfit', { option, reason: 'not-linux' });
  try {
    await chooseEngine({ override: 'docker', ...(signal && { signal }) });
  } catch (error) {
    if (!(error instanceof ImageFault)) throw error;
    const { said } = error.facts;
    if (error.code === 'engine-missing') fail('docker-unfit', { option, reason: 'missing' }, error);
    fail('docker-unfit', { option, reason: 'silent', ...(said ? { said: String(said) } : {}) }, error);
  }
}
