import { Transform } from 'node:stream';

/** Lets so many bytes through and ends. */
export function cut(length: number): Transform {
  let left = length;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      if (part.length > 0) this.push(part);
      if (left === 0) this.push(null);
      done();
    },
  });
}
