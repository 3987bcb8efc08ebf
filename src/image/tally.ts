/** How far a push has come, in bytes of all layers; layers that the registry has already count as done. */
export interface PushProgress {
  readonly done: number;
  readonly total: number;
  /** Layers and the configuration. */
  readonly layers: { readonly done: number; readonly total: number };
}

/** How much of a plain layer is left of it when it is compressed, until that is known; as programs and libraries are. */
const LEFT = 0.4;

/** The part of one blob in a push. */
export interface Share {
  /** Its size is known now; 0 for one that another part stands for. */
  weighs(size: number): void;
  /** So many bytes more are there; fewer when negative. */
  moved(bytes: number): void;
  finished(): void;
}

/** Adds up what the parts of a push tell, and tells every change. */
export function createTally(tell: (progress: PushProgress) => void) {
  const shares: { size: number }[] = [];
  let [done, finished] = [0, 0];
  const say = () => {
    const total = shares.reduce((sum, { size }) => sum + size, 0);
    tell({ done, total, layers: { done: finished, total: shares.length } });
  };
  return {
    /** Enters a part; a plain one is guessed at. All are entered before the first is told of. */
    enter(size: number, plain: boolean): Share {
      // Never nothing: what is unfinished must not look like all.
      const share = { size: plain ? Math.ceil(size * LEFT) + 1 : size };
      shares.push(share);
      return {
        weighs(known) {
          share.size = known;
        },
        moved(bytes) {
          done += bytes;
          say();
        },
        finished() {
          finished++;
          say();
        },
      };
    },
  };
}
