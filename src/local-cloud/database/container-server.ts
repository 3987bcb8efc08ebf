import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type Docker, DockerFault } from '../tasks/containers/docker.js';
import { type DatabaseServer, dataOf, END_PATIENCE, readVersion } from './server.js';

/** MySQL of the series that RDS is asked for by default. */
export const DEFAULT_IMAGE = 'mysql:8.4';

/** Why an image cannot serve: docker's own words, or ours. */
export class ImageUnfit extends Error {}

/** Why containers of this docker cannot listen at this machine's loopback addresses. */
export class NetworkApart extends Error {}

/** An instance has one container, whose name also a later daemon knows. */
const nameOf = (folder: string): string =>
  `meibo-infra-${basename(folder)}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;

/** Ends the container of an instance, if there is one, and waits until it is gone. Rejects with DockerFault. */
export async function endContainer(docker: Docker, folder: string): Promise<void> {
  const name = nameOf(folder);
  const find = () => docker.run(['ps', '--all', '--quiet', '--filter', `name=^/?${name}$`]);
  if ((await find()) === '') return;
  await docker.run(['stop', '--time', String(END_PATIENCE), name]).catch(() => {});
  // Removing is refused while docker itself removes it.
  for (const end = Date.now() + END_PATIENCE * 1000; (await find()) !== ''; ) {
    const refused = await docker.run(['rm', '--force', '--volumes', name]).catch((error: Error) => error);
    if (refused instanceof Error && Date.now() > end) throw refused;
  }
}

async function demandHostNetwork(docker: Docker): Promise<void> {
  const told = await docker.run(['info', '--format', '{{json .SecurityOptions}} {{.OperatingSystem}}']);
  if (told.includes('name=rootless')) throw new NetworkApart('docker is rootless');
  if (told.includes('Docker Desktop')) throw new NetworkApart('it is Docker Desktop');
}

/** Pulls an image that is not there; `onPull` is told before. Throws ImageUnfit. */
async function demandImage(docker: Docker, image: string, onPull?: (image: string) => void): Promise<void> {
  const known = await docker.run(['image', 'inspect', '--format', '{{.Id}}', image]).catch(() => '');
  if (known !== '') return;
  onPull?.(image);
  await docker.run(['pull', '--quiet', image]).catch((error: Error) => {
    throw new ImageUnfit(error.message);
  });
}

// Whose files are mounted is who it runs as, so it needs no right over files of others. SELinux would keep it from them all the same.
const confined = (): string[] => [
  ...['run', '--rm', '--pull', 'never', '--user', `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`],
  ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--log-driver', 'none'],
  ...['--security-opt', 'label=disable'],
];

const on = (folder: string): string[] => [
  ...['--name', nameOf(folder), '--label', `meibo-infra.database=${folder}`],
  ...['--mount', `type=bind,source=${folder},target=${folder}`, '--workdir', dataOf(folder)],
];

async function askVersion(docker: Docker, image: string) {
  let refused = 'it holds neither mysqld nor mariadbd';
  for (const program of ['mysqld', 'mariadbd']) {
    const args = [...confined(), '--network', 'none', '--entrypoint', program, image, '--no-defaults', '--version'];
    const said = await docker.run(args).catch((error: Error) => {
      if (!/not found|no such file/i.test(error.message)) refused = error.message;
      return '';
    });
    const known = readVersion(said);
    if (known) return { program, ...known };
  }
  throw new ImageUnfit(refused);
}

/**
 * The server that an image holds, run in a container on this machine's own network. The image is pulled when it is not there.
 * Throws ImageUnfit, NetworkApart, DockerFault.
 */
export async function findContainerServer(
  docker: Docker,
  image: string,
  onPull?: (image: string) => void,
): Promise<DatabaseServer> {
  await demandHostNetwork(docker);
  await demandImage(docker, image, onPull);
  const { program, flavour, software } = await askVersion(docker, image);

  const runOnce = async (file: string, options: readonly string[], folder: string): Promise<void> => {
    const place = ['--network', 'none', '--entrypoint', file, image];
    await docker.run([...confined(), ...on(folder), ...place, ...options]);
  };
  return {
    command: `docker run ${image}`,
    flavour,
    software: `${software} (container)`,
    async run(which, options, folder) {
      if (which === 'server') return await runOnce(program, options, folder);
      await runOnce('mariadb-install-db', options, folder).catch(async (error: unknown) => {
        if (!(error instanceof DockerFault) || !/not found|no such file/i.test(error.message)) throw error;
        await runOnce('mysql_install_db', options, folder);
      });
    },
    spawn: (options, folder, log) =>
      docker.follow(
        [...confined(), ...on(folder), '--network', 'host', '--entrypoint', program, image, ...options],
        ['ignore', log, log],
      ),
    async end(child, folder) {
      const isOver = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
      const ended = isOver() ? undefined : new Promise((resolve) => child.once('exit', resolve));
      // An engine that is gone has taken the container along.
      await endContainer(docker, folder).catch(() => child.kill('SIGKILL'));
      await ended;
    },
  };
}
