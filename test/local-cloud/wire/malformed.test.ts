import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { WireRequest } from '../../../src/local-cloud/wire/request.js';
import { addressing } from '../../../src/local-cloud/wire/services.js';
import { makeCloud } from '../../support/cloud.js';
import { tellFigure } from '../../support/figures.js';
import { type Random, randomFrom } from '../../support/random.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const seeds = (): WireRequest[] => {
  const form = (body: string): WireRequest => ({ method: 'POST', path: '/', headers: FORM, body });
  const json = (target: string, body: string): WireRequest => ({
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body,
  });
  const all = 'Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1&MaxResults=5&TagSpecification.1.Tag.1.Key=%E6%97%A5';
  return [
    form(`Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0%2F16&${all}`),
    form(`Action=DescribeSubnets&Version=2016-11-15&${all}`),
    form('Action=CreateRole&Version=2010-05-08&RoleName=a&AssumeRolePolicyDocument=%7B%7D&Tags.member.1.Key=k'),
    form('Action=GetCallerIdentity&Version=2011-06-15'),
    json('AmazonSSM.PutParameter', '{"Name":"/a","Value":"b","Type":"String","Tags":[{"Key":"a","Value":"b"}]}'),
    json(
      'Logs_20140328.PutLogEvents',
      '{"logGroupName":"a","logStreamName":"b","logEvents":[{"timestamp":1,"message":"x"}]}',
    ),
    json('Logs_20140328.CreateLogGroup', '{"logGroupName":"a","tags":{"__proto__":"b","constructor":"c"}}'),
    {
      method: 'POST',
      path: `/service/${addressing.logs.target}/operation/CreateLogGroup`,
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      body: new Uint8Array([0xbf, 0x61, 0x61, 0x01, 0xff]),
    },
  ];
};

const SPICE = [
  '%',
  '%zz',
  '&',
  '=',
  '.',
  '..',
  '.1',
  '.999999999999',
  '[',
  '{',
  '}',
  'null',
  '\0',
  '\uD800',
  '"',
  '-1',
  '1e999',
  '__proto__',
  'constructor',
];

function mutateText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const choice = random.below(5);
  if (choice === 0) return text.slice(0, at);
  if (choice === 1) return text.slice(0, at) + random.pick(SPICE) + text.slice(at);
  if (choice === 2) return text.slice(0, at) + random.pick(SPICE) + text.slice(at + random.below(8));
  if (choice === 3) return text.slice(0, at) + String.fromCharCode(random.below(0x3000)) + text.slice(at + 1);
  return text.slice(at) + text.slice(0, at);
}

function mutate(request: WireRequest, random: Random): WireRequest {
  const { body } = request;
  if (random.below(12) === 0) {
    const encoding = random.pick(['gzip', 'br', 'identity', '']);
    const packed = random.below(2) === 0 ? gzipSync(Buffer.from(body as string)) : body;
    return { ...request, headers: { ...request.headers, 'content-encoding': encoding }, body: packed };
  }
  if (random.below(12) === 0) {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, mutateText(value!, random)]),
    );
    return { ...request, headers };
  }
  if (random.below(20) === 0) return { ...request, path: mutateText(request.path, random) };
  if (typeof body === 'string') return { ...request, body: mutateText(body, random) };
  const bytes = Uint8Array.from(body as Uint8Array);
  bytes[random.below(bytes.length)] = random.below(256);
  return { ...request, body: bytes };
}

describe('malformed requests', () => {
  it('always get an answer, never a fault', async () => {
    const { cloud, calls } = makeCloud();
    const random = randomFrom(20_261_123);
    const statuses = new Map<number, number>();
    let tried = 0;
    for (const seed of seeds()) {
      for (let round = 0; round < 600; round += 1) {
        let request = mutate(seed, random);
        for (let more = random.below(3); more > 0; more -= 1) request = mutate(request, random);
        const { statusCode, headers } = await cloud.handle(request);
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
        expect(headers['x-amzn-requestid']).toBeDefined();
        tried += 1;
      }
    }
    console.info(`malformed requests tried: ${tried}; answers by status: ${JSON.stringify([...statuses])}`);
    expect(calls.filter(({ fault }) => fault !== undefined)).toEqual([]);
    tellFigure('Malformed requests', tried);
    expect([...statuses.keys()].filter((status) => status >= 500 && status !== 501)).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('that are too large are refused, packed or not', async () => {
    const { cloud } = makeCloud();
    const large = `Action=DescribeVpcs&Version=2016-11-15&X=${'x'.repeat(9 * 1024 * 1024)}`;
    const send = (body: unknown, more: object = {}) =>
      cloud.handle({ method: 'POST', path: '/', headers: { ...FORM, ...more }, body });
    expect((await send(large)).statusCode).toBe(413);
    expect((await send(gzipSync(large), { 'content-encoding': 'gzip' })).statusCode).toBe(413);
    const small = gzipSync('Action=DescribeVpcs&Version=2016-11-15');
    expect((await send(small, { 'content-encoding': 'gzip' })).statusCode).toBe(200);
  });

  it('that nest without end are refused', async () => {
    const { cloud } = makeCloud();
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.PutParameter' };
    const deep = `{"Name":"/a","Value":"b","Tags":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const answer = await cloud.handle({ method: 'POST', path: '/', headers, body: deep });
    expect(answer.statusCode).toBe(400);
    const key = Array.from({ length: 100_000 }, () => 'a').join('.');
    const form = { method: 'POST', path: '/', headers: FORM, body: `Action=DescribeVpcs&Version=2016-11-15&${key}=1` };
    expect((await cloud.handle(form)).statusCode).toBe(400);
  });

  it('are told in the words of their protocol', async () => {
    const { cloud } = makeCloud();
    const form = async (body: string) =>
      Buffer.from((await cloud.handle({ method: 'POST', path: '/', headers: FORM, body })).body).toString();
    expect(await form('Action=DescribeVpcs&Version=2016-11-15&Colour=red')).toContain(
      '<Code>UnknownParameter</Code><Message>The parameter Colour is not recognized</Message>',
    );
    expect(await form('Action=DescribeVpcs&Version=2016-11-15&MaxResults=many')).toContain(
      '<Code>InvalidParameterValue</Code>',
    );
    expect(await form('Action=DeleteVpc&Version=2016-11-15')).toContain('<Code>MissingParameter</Code>');
    expect(await form('Action=Fly&Version=2016-11-15')).toContain('<Code>InvalidAction</Code>');
    expect(await form('Action=Fly&Version=1999-01-01')).toContain('<Code>NotImplemented</Code>');
    expect(await form('Version=2016-11-15')).toContain('<Code>MissingAction</Code>');
    const authorization = 'AWS4-HMAC-SHA256 Credential=local/20261001/ap-northeast-1/lambda/aws4_request, Signature=0';
    const rest = await cloud.handle({ method: 'GET', path: '/2015-03-31/functions', headers: { authorization } });
    expect(rest.statusCode).toBe(501);
    expect(Buffer.from(rest.body).toString()).toContain('does not simulate lambda GET /2015-03-31/functions');
    expect(await form('Action=GetRole&Version=2010-05-08')).toContain('<Code>ValidationError</Code>');
    const json = async (target: string, body: string) => {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
      const answer = await cloud.handle({ method: 'POST', path: '/', headers, body });
      return JSON.parse(Buffer.from(answer.body).toString()).__type;
    };
    expect(await json('AmazonSSM.GetParameter', '{')).toBe('SerializationException');
    expect(await json('AmazonSSM.GetParameter', '{"Name":1}')).toBe('SerializationException');
    expect(await json('AmazonSSM.GetParameter', '{}')).toBe('ValidationException');
    expect(await json('Logs_20140328.CreateLogGroup', '{}')).toBe('InvalidParameterException');
    expect(await json('AmazonSSM.Fly', '{}')).toBe('UnknownOperationException');
    expect(await json('AmazonSSM.GetParameter', '{"Name":"x","Colour":"red"}')).toBe('ParameterNotFound');
  });
});
