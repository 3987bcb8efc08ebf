// Pushes an archive or layout as the product does, in a process of its own: its time and memory are nobody else's.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImage } from '../../dist/image/oci.js';
import { pushImage } from '../../dist/image/push.js';

const [, , file, registry, repository, platform, user, password] = process.argv;
const scratch = mkdtempSync(join(tmpdir(), 'push-once-'));
try {
  const source = await readImage(file, { platform, scratch });
  const { digest } = await pushImage({ source, registry, repository, tag: 'v1', credentials: { user, password } });
  console.log(digest);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
