import { ImageFault } from './fault.js';
import type { Files } from './files.js';
import type { PlainImage } from './model.js';
import { plainImage } from './plain-image.js';
import { demandPlatform, formatPlatform } from './platform.js';

/** Looks into what `docker save` wrote before Docker 25: its layers are plain tars, to be compressed into `scratch`. */
export async function readDockerArchive(
  files: Files,
  { platform, scratch }: { platform: string; scratch: string },
): Promise<PlainImage> {
  const [entry] = (await readJson(files, 'manifest.json')) as { Config?: string; Layers?: string[] }[];
  if (!entry?.Config || !entry.Layers) throw new ImageFault('image-invalid', { file: 'manifest.json' });
  const target = (await readJson(files, entry.Config)) as { os?: string; architecture?: string };
  demandPlatform(target, platform);
  return plainImage(files, { config: entry.Config, layers: entry.Layers, platform: formatPlatform(target), scratch });
}

async function readJson(files: Files, file: string): Promise<unknown> {
  const content = await files.read(file);
  try {
    return JSON.parse(content.toString());
  } catch (cause) {
    throw new ImageFault('image-invalid', { file }, { cause });
  }
}
