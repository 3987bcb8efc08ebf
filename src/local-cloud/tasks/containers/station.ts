import type { Docker } from './docker.js';
import { gateProgram } from './gate-program.js';
import type { HostNode } from './host-node.js';
import { findHostNode } from './host-node.js';

/** Starts the containers that stand at gates. */
export interface Station {
  /** Starts one: it holds the network of its task, in which there is nothing but its own loopback. */
  start(at: {
    readonly name: string;
    readonly folder: string;
    readonly out: string;
    readonly port: number;
  }): Promise<string>;
}

const EMPTY_TAR = Buffer.alloc(1024).toString('latin1');

const bind = (source: string, target: string, isFixed = true): string[] => [
  '--mount',
  `type=bind,source=${source},target=${target}${isFixed ? ',readonly' : ''}`,
];

/** In a rootless engine the user is root inside; elsewhere the sockets would belong to root. */
async function userOf(docker: Docker): Promise<string> {
  const security = await docker.run(['info', '--format', '{{json .SecurityOptions}}']);
  const { getuid, getgid } = process;
  return security.includes('rootless') || !getuid || !getgid ? '0:0' : `${getuid()}:${getgid()}`;
}

/** Prepares the image of gates: nothing at all, into which this machine's node is mounted. Rejects with DockerFault. */
export async function prepareStation(docker: Docker, image: string, label: string): Promise<Station> {
  const [node, user]: [HostNode, string] = await Promise.all([findHostNode(), userOf(docker)]);
  // Imported anew it would leave the one before behind without a name.
  await docker.run(['image', 'inspect', image]).catch(() => docker.run(['import', '-', image], { input: EMPTY_TAR }));
  const mounts = [...bind(node.program, '/node'), ...node.libraries.flatMap(({ from, to }) => bind(from, to))];
  return {
    start: ({ name, folder, out, port }) =>
      docker.run([
        ...['run', '--detach', '--name', name, '--label', label, '--user', user],
        ...['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
        ...['--log-driver', 'none', '--restart', 'no', ...mounts],
        ...[...bind(folder, '/gate', false), ...bind(out, '/gate/out')],
        ...['--entrypoint', '/node', image, '-e', gateProgram(port)],
      ]),
  };
}
