import type { Random } from './random.js';

/** A config in the user's file, as far as a story changes it. */
export interface Wish {
  readonly image: { readonly uri: string };
  readonly network: { readonly natGateways: 'one' | 'per-zone' };
  readonly loadBalancer: { readonly port: number; readonly healthCheck: { readonly path: string } };
  readonly container: { readonly cpu: number; readonly memory: number };
  readonly scaling: { readonly min: number; readonly max: number; readonly cpuPercent?: number };
  readonly database: { readonly backupRetentionDays: number };
}

const image = (letter: string) => ({ uri: `127.0.0.1:5000/api@sha256:${letter.repeat(64)}` });

/** What a user may wish: one value of each, by chance. */
export function drawWish(random: Random): Wish {
  const [cpu, memory] = random.pick([
    [256, 512],
    [512, 1024],
  ] as const);
  return {
    image: image(random.pick(['a', 'b'])),
    network: { natGateways: random.pick(['one', 'per-zone']) },
    loadBalancer: { port: random.pick([80, 8080]), healthCheck: { path: random.pick(['/health', '/']) } },
    container: { cpu, memory },
    scaling: random.pick([
      { min: 2, max: 4 },
      { min: 1, max: 3 },
      { min: 2, max: 4, cpuPercent: 50 },
    ]),
    database: { backupRetentionDays: random.pick([0, 1]) },
  };
}

/** Each change of a wish that a story may make, by what it is called. */
const differences: Readonly<Record<string, (it: Wish) => unknown>> = {
  'one NAT gateway or one per zone': (it) => it.network.natGateways,
  'the port': (it) => it.loadBalancer.port,
  'the health path': (it) => it.loadBalancer.healthCheck.path,
  'cpu and memory': (it) => it.container.cpu,
  'min and max': (it) => `${it.scaling.min} ${it.scaling.max}`,
  'the CPU goal': (it) => it.scaling.cpuPercent,
  'the image': (it) => it.image.uri,
  'the days of backups': (it) => it.database.backupRetentionDays,
};

/** What may be changed between two runs. */
export const changeable: readonly string[] = Object.keys(differences);

/** Changes one member of a wish, and tells what is not as before: nothing, when chance drew the same again. */
export function changeWish(wish: Wish, random: Random): { readonly wish: Wish; readonly changed: readonly string[] } {
  const drawn = drawWish(random);
  const member = random.pick(Object.keys(drawn) as (keyof Wish)[]);
  const next = { ...wish, [member]: drawn[member] };
  const changed = Object.entries(differences).filter(([, of]) => of(next) !== of(wish));
  return { wish: next, changed: changed.map(([what]) => what) };
}
