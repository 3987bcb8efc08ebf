import { ImageFault } from './fault.js';

/** Where an image is to be found. */
export interface Reference {
  /** `https://registry-1.docker.io`, `http://127.0.0.1:5100` */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

/** Takes `nginx`, `registry/repository:tag` or `registry/repository@sha256:…` apart as Docker does; throws `reference-invalid`. */
export function parseReference(text: string): Reference {
  const invalid = () => new ImageFault('reference-invalid', { reference: text });
  const [beforeDigest = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest))) throw invalid();
  const slash = beforeDigest.indexOf('/');
  const head = slash < 0 ? '' : beforeDigest.slice(0, slash);
  const isHost = /[.:]/.test(head) || head === 'localhost';
  const rest = isHost ? beforeDigest.slice(slash + 1) : beforeDigest;
  const colon = rest.indexOf(':');
  const repository = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (!REPOSITORY.test(repository) || (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag))) throw invalid();
  if (isHost && !/^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(head)) throw invalid();
  const version =
    tag === undefined && digest === undefined
      ? { tag: 'latest' }
      : { ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
  const hub = !isHost || head === 'docker.io' || head === 'index.docker.io';
  if (hub) {
    const official = repository.includes('/') ? repository : `library/${repository}`;
    return { registry: 'https://registry-1.docker.io', repository: official, ...version };
  }
  const local = /^(localhost|127\.\d+\.\d+\.\d+)(:\d+)?$/.test(head);
  return { registry: `${local ? 'http' : 'https'}://${head}`, repository, ...version };
}
