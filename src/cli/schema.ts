import { configJsonSchema } from '../config/json-schema.js';
import { exitCodes } from './options.js';

/** `meibo-infra schema`: prints the JSON Schema of the config file. Returns the exit code. */
export async function schema(): Promise<number> {
  process.stdout.write(`${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
  return exitCodes.asWanted;
}
