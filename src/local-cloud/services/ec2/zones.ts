import type { World } from '../../world.js';

/** An availability zone: its name in this account, and its id, which is the same for all accounts. */
export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** Tokyo gives most accounts the zones a, c and d. */
const TOKYO = [
  ['a', 'apne1-az4'],
  ['c', 'apne1-az1'],
  ['d', 'apne1-az2'],
] as const;

/** The zones of the world's region. */
export function zonesOf({ region }: World): Zone[] {
  if (region === 'ap-northeast-1') return TOKYO.map(([letter, id]) => ({ name: `${region}${letter}`, id }));
  const short = region.replace(/-/g, '').replace(/(north|south|east|west|central)+/g, (word) => word[0]!);
  return ['a', 'b', 'c'].map((letter, index) => ({ name: `${region}${letter}`, id: `${short}-az${index + 1}` }));
}
