import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, runCommand } from './command.js';
import { ImageFault } from './fault.js';
import { makeTemporary } from './temporary.js';

/** Where the source of an image lies. */
export interface GitWish {
  /** An https, ssh or file URL without a password. */
  readonly url: string;
  /** A branch, tag or commit; the default branch without. */
  readonly ref?: string;
  /** The folder within the repository; its root without. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

/** A source that was fetched; `remove` deletes it. */
export interface GitSource {
  /** The wanted folder on this machine. */
  readonly path: string;
  readonly commit: string;
  /** The id of the folder's tree: it changes only with the folder's content. */
  readonly tree: string;
  remove(): Promise<void>;
}

/** Nothing of the user's or the machine's git settings can run a program or lend a password. */
const SETTINGS = [
  ...['protocol.allow=never', 'protocol.https.allow=always', 'protocol.ssh.allow=always', 'protocol.file.allow=always'],
  ...[
    'credential.helper=',
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.autocrlf=false',
    'core.symlinks=true',
  ],
].flatMap((setting) => ['-c', setting]);

/** Fetches one commit into a temporary folder. Throws `git-invalid`, `git-missing`, `git-failed`, `git-ref-missing` or `context-missing`. */
export async function fetchGitSource(wish: GitWish): Promise<GitSource> {
  const { url, ref = 'HEAD', folder = '', signal } = wish;
  checkUrl(url);
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(ref) || ref.includes('..')) throw new ImageFault('git-invalid', { ref });
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.some((part) => part === '..' || part === '.git' || /[\0\\]/.test(part)))
    throw new ImageFault('git-invalid', { folder });

  const { path: root, remove } = await makeTemporary('git');
  const env = {
    ...(wish.env ?? process.env),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_LFS_SKIP_SMUDGE: '1',
    LC_ALL: 'C',
  };
  const git = async (...args: string[]) => {
    const outcome = await runCommand('git', [...SETTINGS, '-C', root, ...args], { env, signal });
    return demandSuccess(outcome, args[0]!, url, ref);
  };
  try {
    await git('init', '--quiet', '--template=');
    await git('fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--', url, ref);
    const commit = await git('rev-parse', '--verify', 'FETCH_HEAD^{commit}');
    await git('checkout', '--quiet', '--detach', commit);
    const path = join(root, ...parts);
    if (!(await stat(path).catch(() => undefined))?.isDirectory())
      throw new ImageFault('context-missing', { path: folder });
    const tree = await git(
      'rev-parse',
      '--verify',
      parts.length > 0 ? `${commit}:${parts.join('/')}` : `${commit}^{tree}`,
    );
    await rm(join(root, '.git'), { recursive: true, force: true });
    return { path, commit, tree, remove };
  } catch (fault) {
    await remove();
    throw fault;
  }
}

function checkUrl(url: string): void {
  const scp = /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^-:][^:]*$/.test(url);
  if (scp) return;
  const invalid = (reason: string) => new ImageFault('git-invalid', { reason });
  if (!URL.canParse(url)) throw invalid('not a URL');
  const { protocol, password, username, hostname } = new URL(url);
  if (!['https:', 'ssh:', 'file:'].includes(protocol)) throw invalid('not https, ssh or file');
  // A password in the URL would stand in the process list; a name alone may be a token as well.
  if (password !== '' || (protocol !== 'ssh:' && username !== '')) throw invalid('credentials in the URL');
  if (hostname.startsWith('-') || username.startsWith('-')) throw invalid('not a host');
}

function demandSuccess({ code, output, lastLines }: Outcome, doing: string, url: string, ref: string): string {
  if (code === 0) return output.trim();
  if (code === undefined) throw new ImageFault('git-missing', {});
  if (lastLines.some((line) => /couldn't find remote ref|not our ref|unadvertised object/.test(line)))
    throw new ImageFault('git-ref-missing', { url, ref });
  throw new ImageFault('git-failed', { doing, url, ...(ref === 'HEAD' ? {} : { ref }), exitCode: code, lastLines });
}
