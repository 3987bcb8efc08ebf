// An echoing backend and a client in a process of their own, so that their memory is not taken for the balancer's.
import { createHash } from 'node:crypto';
import { createServer, request } from 'node:http';
import { Readable } from 'node:stream';

const backend = createServer((incoming, outgoing) => incoming.pipe(outgoing));
backend.listen(0, '127.0.0.1', () => process.send({ port: backend.address().port }));

process.on('message', ({ url, size }) => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const source = Readable.from(
    (function* () {
      for (let i = 0; i < size / chunk.length; i++) yield chunk;
    })(),
  );
  const sending = request(url, { method: 'POST' }, async (answer) => {
    const hash = createHash('sha256');
    let got = 0;
    for await (const part of answer) {
      hash.update(part);
      if (Math.floor((got + part.length) / (size / 10)) > Math.floor(got / (size / 10))) process.send({ got });
      got += part.length;
    }
    process.send({ got, digest: hash.digest('hex') });
  });
  source.pipe(sending);
});
