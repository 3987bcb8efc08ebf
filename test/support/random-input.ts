import type { Shape, Structure } from '../../src/local-cloud/wire/shapes.js';
import type { Random } from './random.js';

/** Texts that have tripped codecs before. */
export const WORDS = ['a', 'B-2', 'x y', '<&>"', '日本語', "it's", '100%', 'a+b=c&d', '..', 'true', '0'];

/** What a protocol can say: a form has no empty structure or map, and EC2's no empty list either. */
export interface Tongue {
  /** The texts to draw from. */
  readonly words?: readonly string[];
  readonly emptyLists: boolean;
  readonly emptyParts: boolean;
}

const count = (random: Random, depth: number, empty: boolean): number =>
  Math.max(empty ? 0 : 1, depth <= 0 ? 0 : random.below(3));

function value(shape: Shape, random: Random, depth: number, tongue: Tongue): unknown {
  switch (shape.kind) {
    case 'string':
      return random.pick(tongue.words ?? WORDS);
    case 'number':
      return random.pick([0, 1, -7, 65535, 2 ** 31, 0.5]);
    case 'boolean':
      return random.next() < 0.5;
    case 'timestamp':
      return new Date(1_700_000_000_000 + random.below(1e9));
    case 'blob':
      return new Uint8Array([...Array(random.below(5) + 1)].map(() => random.below(256)));
    case 'document':
      return { a: [1, 'b', null, { c: true }] };
    case 'list': {
      const length = count(random, depth, tongue.emptyLists);
      return Array.from({ length }, () => value(shape.member.shape, random, depth - 1, tongue));
    }
    case 'map':
      return Object.fromEntries(
        Array.from({ length: count(random, depth, tongue.emptyParts) }, (_, index) => [
          `k${index}`,
          value(shape.value.shape, random, depth - 1, tongue),
        ]),
      );
    case 'structure':
      return randomMembers(shape, random, depth, tongue);
  }
}

/** A random structure: required members always, the others mostly while there is depth left. */
export function randomMembers(
  shape: Structure,
  random: Random,
  depth: number,
  tongue: Tongue,
): Record<string, unknown> {
  if (shape.union) {
    const one = random.pick(shape.members);
    return { [one.name]: value(one.shape, random, Math.max(1, depth - 1), tongue) };
  }
  const drawn = shape.members.filter(({ required }) => required || (depth > 0 && random.next() < 0.6));
  const plain = shape.members.find((each) => each.shape.kind === 'string') ?? shape.members[0];
  if (drawn.length === 0 && !tongue.emptyParts && plain) drawn.push(plain);
  return Object.fromEntries(drawn.map(({ name, shape: inner }) => [name, value(inner, random, depth - 1, tongue)]));
}
