/** An IPv4 block as numbers: the first address and the length of its prefix. */
export interface Block {
  readonly base: number;
  readonly bits: number;
}

const toNumber = (address: string): number | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
};

/** `a.b.c.d` of a number. */
export const toAddress = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** How many addresses a block holds. */
export const sizeOf = (block: Block): number => 2 ** (32 - block.bits);

/** Reads `a.b.c.d/n`, with the bits behind the prefix cleared as AWS does; undefined when it is no such thing. */
export function parseBlock(text: string): Block | undefined {
  const [address, bits, rest] = text.split('/');
  const base = toNumber(address ?? '');
  if (base === undefined || rest !== undefined || !/^\d{1,2}$/.test(bits ?? '') || Number(bits) > 32) return undefined;
  const size = 2 ** (32 - Number(bits));
  return { base: Math.floor(base / size) * size, bits: Number(bits) };
}

/** `a.b.c.d/n` of a block. */
export const formatBlock = (block: Block): string => `${toAddress(block.base)}/${block.bits}`;

/** Whether two blocks share an address. */
export const overlap = (a: Block, b: Block): boolean => a.base < b.base + sizeOf(b) && b.base < a.base + sizeOf(a);

/** Whether `inner` lies wholly in `outer`. */
export const contains = (outer: Block, inner: Block): boolean =>
  outer.base <= inner.base && inner.base + sizeOf(inner) <= outer.base + sizeOf(outer);

/** The addresses of a subnet that AWS gives out: all but the first four and the last. */
export const usableCount = (block: Block): number => Math.max(0, sizeOf(block) - 5);

/** The first usable address that is not taken; undefined when the subnet is full. */
export function firstFree(block: Block, taken: ReadonlySet<string>): string | undefined {
  for (let offset = 4; offset < sizeOf(block) - 1; offset += 1) {
    const address = toAddress(block.base + offset);
    if (!taken.has(address)) return address;
  }
  return undefined;
}
