import { expect, it } from 'vitest';
import { compare, createDictionary } from './comparison.js';
import { linesOf, type Members, noteReads } from './members-read.js';

const one = 'subnet-0aaaaaaaaaaaaaaaa';
const two = 'subnet-0bbbbbbbbbbbbbbbb';
const three = 'subnet-0cccccccccccccccc';
const four = 'subnet-0dddddddddddddddd';
const members: Members = { Subnets: { '[]': { SubnetId: {}, CidrBlock: {}, Near: {} } } };
const subnets = (...Subnets: object[]) => ({ Subnets });
const judge = (ours: object, theirs: object, dictionary = createDictionary('000000000000', '123456789012')) =>
  compare(ours, theirs, members, dictionary).map(({ path, who }) => `${path} ${who}`);

it('learns ids, whatever the order of a list', () => {
  const ours = subnets({ SubnetId: one, CidrBlock: '10.0.0.0/24' }, { SubnetId: two, CidrBlock: '10.0.1.0/24' });
  const theirs = subnets({ SubnetId: four, CidrBlock: '10.0.1.0/24' }, { SubnetId: three, CidrBlock: '10.0.0.0/24' });
  const dictionary = createDictionary('000000000000', '123456789012');
  expect(judge(ours, theirs, dictionary)).toEqual([]);
  expect(dictionary.translate({ Resource: `arn:aws:x:000000000000:${two}` })).toEqual({
    Resource: `arn:aws:x:123456789012:${four}`,
  });
  const crossed = [subnets({ SubnetId: one, Near: two }), subnets({ SubnetId: three, Near: three })] as const;
  expect(judge(...crossed, dictionary)).toEqual(['Subnets[].Near both']);
});

it('finds what differs, what is missing and what is too much', () => {
  const usual = { SubnetId: one, CidrBlock: '10.0.0.0/24' };
  expect(judge(subnets(usual), subnets({ ...usual, CidrBlock: '10.0.9.0/24' }))).toEqual(['Subnets[].CidrBlock both']);
  expect(judge(subnets(usual), subnets({ SubnetId: one }))).toEqual(['Subnets[].CidrBlock ours']);
  expect(judge(subnets(), subnets(usual))).toEqual(['Subnets[] theirs']);
  expect(judge(subnets(usual, { SubnetId: two }), subnets(usual))).toEqual(['Subnets[] ours']);
  expect(judge(subnets({ SubnetId: one }), subnets({ SubnetId: 'sg-0aaaaaaaaaaaaaaab' }))).toEqual([
    'Subnets[].SubnetId both',
  ]);
});

it('does not look at what is not read', () => {
  const read: Members = {};
  const answer = noteReads({ Vpcs: [{ VpcId: 'vpc-1', State: 'available' }], NextToken: undefined }, read);
  expect(answer.Vpcs.map((it) => it.VpcId)).toEqual(['vpc-1']);
  expect(linesOf(read)).toEqual(['Vpcs[].VpcId']);
});
