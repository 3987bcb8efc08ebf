import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';

/** The digest of bytes, as `sha256:<hex>`. */
export function digestOf(content: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** A stream that lets bytes through and knows their digest and number at the end. */
export function createMeter(): Transform & { result(): { digest: string; size: number } } {
  const hash = createHash('sha256');
  let size = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  return Object.assign(meter, { result: () => ({ digest: `sha256:${hash.copy().digest('hex')}`, size }) });
}
