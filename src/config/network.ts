import * as z from 'zod';
import { check, whole } from './checks.js';
import {
  align,
  type Cidr,
  contains,
  deriveSubnets,
  formatCidr,
  isAligned,
  overlap,
  parseCidr,
  smallestForBalancer,
} from './cidr.js';
import type { Objection } from './faults.js';

/** A block of addresses written as `10.0.0.0/16`, host bits zero. */
export const cidr = (example: string) =>
  z.string().check(
    check<string>((found, say) => {
      const block = parseCidr(found);
      if (!block) say({ code: 'cidr-form', facts: { found }, example });
      else if (!isAligned(block)) {
        const right = formatCidr(align(block));
        say({ code: 'cidr-host-bits', facts: { found, right }, example: right });
      }
    }),
  );

interface Wish {
  readonly cidr: string;
  readonly zones: number;
  readonly publicCidrs?: readonly string[];
  readonly privateCidrs?: readonly string[];
}

const blocks = (texts: readonly string[] | undefined) => texts?.map(parseCidr).filter((it) => it !== undefined);

const derive = (wish: Wish, vpc: Cidr) =>
  deriveSubnets(vpc, wish.zones, { publics: blocks(wish.publicCidrs), privates: blocks(wish.privateCidrs) });

type Say = (objection: Objection) => void;

const lists = ['publicCidrs', 'privateCidrs'] as const;

/** The subnets a user wrote himself, those that are no CIDR left out. */
const subnetsIn = (wish: Wish) =>
  lists.flatMap((list) =>
    (wish[list] ?? []).flatMap((found, index) => {
      const block = parseCidr(found);
      return block ? [{ list, found, index, block }] : [];
    }),
  );

function checkSize({ cidr: found }: Wish, say: Say): void {
  if (!isVpcSize(found)) say({ code: 'vpc-size', facts: { found }, example: '10.0.0.0/16', at: ['cidr'] });
}

const isVpcSize = (text: string) => {
  const block = parseCidr(text);
  return !block || (block.prefix >= 16 && block.prefix <= 28);
};

function checkCount(wish: Wish, say: Say): void {
  for (const list of lists) {
    const found = wish[list]?.length;
    if (found !== undefined && found !== wish.zones)
      say({ code: 'subnet-count', facts: { found, zones: wish.zones }, at: [list] });
  }
}

function checkSubnets(wish: Wish, say: Say): void {
  const given = subnetsIn(wish);
  for (const [place, { list, found, index, block }] of given.entries()) {
    const at = [list, index];
    if (block.prefix < 16 || block.prefix > 28)
      say({ code: 'subnet-size', facts: { found }, example: '10.0.0.0/24', at });
    else if (list === 'publicCidrs' && block.prefix > smallestForBalancer)
      say({ code: 'subnet-too-small-for-balancer', facts: { found }, example: '10.0.0.0/24', at });
    const other = given.slice(0, place).find((it) => overlap(it.block, block));
    if (other) {
      const otherPath = `network.${other.list}[${other.index}]`;
      say({ code: 'subnet-overlap', facts: { found, other: other.found, otherPath }, at });
    }
  }
}

function checkFit(wish: Wish, say: Say): void {
  const vpc = parseCidr(wish.cidr);
  if (!vpc || !isVpcSize(wish.cidr)) return;
  for (const { list, found, index, block } of subnetsIn(wish))
    if (!contains(vpc, block)) say({ code: 'subnet-outside', facts: { found, cidr: wish.cidr }, at: [list, index] });
  if (!(wish.publicCidrs && wish.privateCidrs) && !derive(wish, vpc))
    say({ code: 'vpc-too-small', facts: { cidr: wish.cidr, zones: wish.zones }, example: '10.0.0.0/16', at: ['cidr'] });
}

const subnets = (what: string) =>
  z
    .array(cidr('10.0.0.0/24'))
    .optional()
    .describe(`${what}, one per Availability Zone; derived from network.cidr when absent.`);

/** The VPC and its subnets. */
export const networkSchema = z
  .strictObject({
    cidr: cidr('10.0.0.0/16').default('10.0.0.0/16').describe('Addresses of the VPC, /16 to /28.'),
    zones: whole(2, 4).default(2).describe('How many Availability Zones to use.'),
    publicCidrs: subnets('Subnets of the load balancer and the NAT gateway (/27 or bigger)'),
    privateCidrs: subnets('Subnets of the containers and the database'),
    natGateways: z
      .enum(['one', 'per-zone'])
      .default('one')
      .describe('One NAT gateway for all zones, or one in each (more robust, billed each).'),
  })
  .check(
    check(checkSize, ['cidr']),
    check(checkCount, ['zones', ...lists]),
    check(checkSubnets, lists),
    check(checkFit, ['cidr', 'zones', ...lists]),
  )
  .transform((wish) => {
    const found = derive(wish, parseCidr(wish.cidr) as Cidr);
    const { publicCidrs = found?.publics.map(formatCidr) ?? [], privateCidrs = found?.privates.map(formatCidr) ?? [] } =
      wish;
    return { ...wish, publicCidrs, privateCidrs };
  });
