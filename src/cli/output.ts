import type { CommonOptions } from './options.js';

/** How tables on stdout are to look: colours only where a terminal shows them and nobody declined, its width where it has one. */
export function styleOf(options: CommonOptions): { readonly color: boolean; readonly columns: number } {
  const { stdout } = process;
  const wanted = options.color !== false && !process.env.NO_COLOR;
  return {
    color: wanted && (stdout.isTTY === true || Boolean(process.env.FORCE_COLOR)),
    columns: stdout.columns ?? 200,
  };
}
