import { embeddedSoftware } from '../database/embedded-database.js';
import type { LivePlane } from '../live-plane.js';
import { rdsSlice } from '../services/rds/store.js';
import type { TaskProcess } from '../tasks/keep-tasks.js';
import type { World } from '../world.js';

/** What really runs in a local cloud. */
export interface Insides {
  readonly tasks: readonly TaskProcess[];
  /** `approximate` when it is not MySQL itself. */
  readonly databases: readonly {
    readonly id: string;
    readonly software: string;
    readonly approximate: boolean;
    readonly address: string;
    readonly port: number;
  }[];
}

/** Looks at the processes and databases of a world. */
export function insidesOf(world: World, plane: LivePlane): Insides {
  const databases = Object.keys(world.of(rdsSlice).instances).flatMap((id) => {
    const sight = plane.databases.look(id);
    if (sight?.state !== 'available') return [];
    const { software, address, port } = sight;
    return [{ id, software, approximate: software === embeddedSoftware, address, port }];
  });
  return { tasks: plane.tasks.processes(), databases };
}
