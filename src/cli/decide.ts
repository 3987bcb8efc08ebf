import { join } from 'node:path';
import type { AwsOptions } from '../aws/clients.js';
import { hiddenLocally } from '../aws/patience.js';
import type { Config } from '../config/schema.js';
import type { LocalPlace } from './local-place.js';
import type { CommonOptions } from './options.js';
import type { RunWish } from './runtime.js';

const write = (options: Record<string, string | undefined>): string[] =>
  Object.entries(options).flatMap(([option, value]) => (value ? [`--${option} ${value}`] : []));

/** The options that the next command needs as well, because they decide which stack it is about. */
export function repeated({ local, config, name, region, profile, state }: CommonOptions): string {
  return [...(local ? ['--local'] : []), ...write({ config, name, region, profile, state })].join(' ');
}

/** The same for options that only an `up` takes. */
export function repeatedForUp({ runtime, database }: CommonOptions): string {
  return write({ runtime, database }).join(' ');
}

/** Where the calls go: AWS, an endpoint from the environment, or the local cloud. */
export function destinationOf(options: CommonOptions, config: Config, place: LocalPlace | undefined): AwsOptions {
  if (place) return { region: place.region, endpoint: place.endpoint, credentials: place.credentials };
  const endpoint = process.env.AWS_ENDPOINT_URL;
  return { region: config.region, ...(options.profile && { profile: options.profile }), ...(endpoint && { endpoint }) };
}

/** How long to look for what may have been made and does not show, in seconds; the engine's own time where answers come late. */
export const hiddenIn = (place: Pick<LocalPlace, 'weather'> | undefined): number | undefined =>
  place?.weather === 'instant' ? hiddenLocally : undefined;

/** The state file: `--state`, else one per stack below the working folder. */
export function stateFile(options: CommonOptions, config: Config): string {
  return (
    options.state ??
    join(process.cwd(), '.meibo-infra', ...(options.local ? ['local'] : []), `${config.name}.state.json`)
  );
}

/** Whether to write in colours: `--no-color`, the usual variables, a terminal. */
export function useColor(options: CommonOptions): boolean {
  if (options.color === false || process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== '0';
  return process.stderr.isTTY === true;
}

/** How a run is told. */
export function reporterKind(wish: RunWish, options: CommonOptions): 'spinner' | 'lines' | 'json' | 'silent' {
  if (wish.quiet) return 'silent';
  if (options.json) return 'json';
  return process.stderr.isTTY && !process.env.CI ? 'spinner' : 'lines';
}
