import { ImageFault } from './fault.js';
import { type Answer, type Ask, createHttp, readText } from './http.js';

/** A user and a password or token for a registry. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Talks to one repository of a registry with what it asks for: nothing, Basic, or a bearer token. */
export interface Session {
  /** Asks with authorisation; `to` is a path below `/v2/<repository>/` or a whole URL that the registry gave. Any status is an answer. */
  ask(to: string | URL, what?: Omit<Ask, 'url' | 'signal'>): Promise<Answer>;
  readonly registry: URL;
  readonly host: string;
  close(): void;
}

const MOST_REDIRECTS = 5;

/** Opens a session; `scope` is what a token is asked for (`pull` or `pull,push`). */
export function openSession(options: {
  readonly registry: string;
  readonly repository: string;
  readonly scope: 'pull' | 'pull,push';
  readonly credentials?: Credentials;
  readonly signal?: AbortSignal;
}): Session {
  const { repository, scope, credentials, signal } = options;
  const registry = new URL(options.registry);
  const http = createHttp();
  const basic = credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  let authorization = basic;

  const send = async (what: Ask): Promise<Answer> => {
    let url = what.url;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      // Storage behind a registry must not see the registry's password, and S3 refuses a request with two authorisations.
      const own: Record<string, string> =
        url.origin === registry.origin && authorization !== undefined ? { Authorization: authorization } : {};
      const answer = await http.ask({ ...what, url, headers: { ...what.headers, ...own } });
      const target = answer.headers.location;
      if (![301, 302, 303, 307, 308].includes(answer.status) || target === undefined) return answer;
      answer.body.resume();
      url = new URL(target, url);
    }
    throw new ImageFault('registry-refused', { host: registry.host, reason: 'too many redirects' });
  };

  const fetchToken = async (challenge: string): Promise<boolean> => {
    const fields = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    if (!/^bearer /i.test(challenge) || !fields.realm) return false;
    const realm = new URL(fields.realm);
    if (realm.protocol !== 'https:' && realm.origin !== registry.origin && realm.hostname !== registry.hostname)
      return false;
    if (fields.service) realm.searchParams.set('service', fields.service);
    realm.searchParams.set('scope', `repository:${repository}:${scope}`);
    const answer = await http.ask({ url: realm, headers: basic ? { Authorization: basic } : {}, signal });
    const text = await readText(answer);
    if (answer.status !== 200) throw refusal(registry.host, answer.status, text);
    const { token, access_token: other } = JSON.parse(text) as { token?: string; access_token?: string };
    authorization = `Bearer ${token ?? other}`;
    return true;
  };

  return {
    registry,
    host: registry.host,
    async ask(to, what = {}) {
      const url = to instanceof URL ? to : new URL(`/v2/${repository}/${to}`, registry);
      const answer = await send({ ...what, url, signal });
      if (answer.status !== 401) return answer;
      const challenge = answer.headers['www-authenticate'] ?? '';
      if (!/^bearer /i.test(challenge)) return answer;
      answer.body.resume();
      if (!(await fetchToken(challenge)))
        throw new ImageFault('registry-refused', { host: registry.host, status: 401 });
      return send({ ...what, url, signal });
    },
    close: http.close,
  };
}

/** The fault for a status that was not hoped for, with the registry's own code and message. */
export function refusal(host: string, status: number, body: string): ImageFault {
  let told: { code?: string; message?: string } | undefined;
  try {
    told = (JSON.parse(body) as { errors?: { code?: string; message?: string }[] }).errors?.[0];
  } catch {
    // A proxy's error page says nothing that would help.
  }
  const facts = {
    host,
    status,
    ...(told?.code ? { reason: told.code } : {}),
    ...(told?.message ? { message: told.message } : {}),
  };
  return new ImageFault('registry-refused', facts);
}

/** Reads the rest of an unwanted answer and makes the fault of it. */
export async function refuse(session: Session, answer: Answer): Promise<ImageFault> {
  return refusal(session.host, answer.status, await readText(answer).catch(() => ''));
}
