/** A block of IPv4 addresses: its first address as a number and the length of its prefix. */
export interface Cidr {
  readonly base: number;
  readonly prefix: number;
}

/** How many addresses a prefix leaves. */
export const sizeOf = (prefix: number): number => 2 ** (32 - prefix);

/** Reads `10.0.0.0/16`; undefined when it is not written that way. Host bits are kept: `isAligned` tells. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const numbers = match.slice(1).map(Number);
  // A leading zero reads as octal to some programs, as decimal to others.
  if (match.slice(1).some((it) => it.length > 1 && it.startsWith('0'))) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = numbers;
  if ([a, b, c, d].some((it) => it > 255) || prefix > 32) return undefined;
  return { base: ((a * 256 + b) * 256 + c) * 256 + d, prefix };
}

/** Writes a block as AWS does. */
export function formatCidr({ base, prefix }: Cidr): string {
  return `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${prefix}`;
}

/** The block that an address with host bits lies in. */
export const align = ({ base, prefix }: Cidr): Cidr => ({ base: base - (base % sizeOf(prefix)), prefix });

/** Whether all host bits are zero. */
export const isAligned = (block: Cidr): boolean => align(block).base === block.base;

/** Whether two blocks share an address. */
export const overlap = (a: Cidr, b: Cidr): boolean =>
  a.base < b.base + sizeOf(b.prefix) && b.base < a.base + sizeOf(a.prefix);

/** Whether `inner` lies wholly in `outer`. */
export const contains = (outer: Cidr, inner: Cidr): boolean =>
  inner.base >= outer.base && inner.base + sizeOf(inner.prefix) <= outer.base + sizeOf(outer.prefix);

/** The smallest subnet that a load balancer takes. */
export const smallestForBalancer = 27;

/**
 * Subnets for each zone where the user named none: /24s (private ones from the eleventh on, so that the two kinds are told apart
 * at a glance), or equal parts of a VPC too small for that. Undefined when the VPC has no room for them.
 */
export function deriveSubnets(
  vpc: Cidr,
  zones: number,
  given: { readonly publics?: readonly Cidr[]; readonly privates?: readonly Cidr[] },
): { readonly publics: readonly Cidr[]; readonly privates: readonly Cidr[] } | undefined {
  const roomy = vpc.prefix <= 20;
  const prefix = roomy ? 24 : vpc.prefix + Math.ceil(Math.log2(zones * 2));
  const taken = [...(given.publics ?? []), ...(given.privates ?? [])];
  const take = (from: number): readonly Cidr[] | undefined => {
    const found: Cidr[] = [];
    const count = sizeOf(vpc.prefix) / sizeOf(prefix);
    for (let index = from; index < count && found.length < zones; index++) {
      const block = { base: vpc.base + index * sizeOf(prefix), prefix };
      if (!taken.some((it) => overlap(it, block))) found.push(block);
    }
    taken.push(...found);
    return found.length === zones ? found : undefined;
  };
  if (prefix > smallestForBalancer && !given.publics) return undefined;
  if (prefix > 28) return undefined;
  const publics = given.publics ?? take(0);
  const privates = given.privates ?? take(roomy ? 10 : 0);
  return publics && privates && { publics, privates };
}
