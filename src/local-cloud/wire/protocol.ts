import { cbor } from '@smithy/core/cbor';
import type { ServiceName } from '../service.js';
import type { Failure } from './failure.js';
import { type Branch, readStructure } from './form.js';
import { cborNotation, jsonNotation, readMembers, writePlain } from './json.js';
import { Problem } from './problem.js';
import { addressing } from './services.js';
import type { OperationShape } from './shapes.js';
import { escapeXml, writeMembers } from './xml.js';

/** An answer on the wire. */
export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** How one request is read and answered. */
export interface Protocol {
  readonly form: boolean;
  read(operation: OperationShape): Record<string, unknown>;
  answer(operation: OperationShape, output: Readonly<Record<string, unknown>>, requestId: string): WireResponse;
  fail(failure: Failure, requestId: string): WireResponse;
}

const respond = (
  statusCode: number,
  type: string,
  requestId: string,
  body: string | Uint8Array,
  more: Record<string, string> = {},
): WireResponse => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return {
    statusCode,
    headers: {
      'content-type': type,
      'content-length': String(bytes.byteLength),
      'x-amzn-requestid': requestId,
      ...more,
    },
    body: bytes,
  };
};

const xml = (status: number, requestId: string, body: string): WireResponse =>
  respond(status, 'text/xml;charset=UTF-8', requestId, `<?xml version="1.0" encoding="UTF-8"?>\n${body}`);

const FORM_KEYS = ['Action', 'Version'];
/** What signed GET requests carry beside the operation's own parameters. */
const isSigning = (key: string): boolean => /^(X-Amz-|AWSAccessKeyId$|Signature|Timestamp$|SecurityToken$)/.test(key);

/** The form protocols, ec2Query and awsQuery: a form in, XML out. */
export function formProtocol(service: ServiceName, tree: Branch): Protocol {
  const { form, xmlNamespace } = addressing[service];
  const dialect = form ?? 'awsQuery';
  return {
    form: true,
    read(operation) {
      const ignored = [...FORM_KEYS, ...[...(tree.children?.keys() ?? [])].filter(isSigning)];
      const empty = { kind: 'structure', name: '', namespace: '', union: false, members: [], traits: {} } as const;
      return readStructure(operation.input ?? empty, tree, '', dialect, ignored);
    },
    answer({ name, output: shape }, output, requestId) {
      const members = shape ? writeMembers(shape, output) : '';
      if (dialect === 'ec2Query') {
        const body = shape ? members : '<return>true</return>';
        return xml(
          200,
          requestId,
          `<${name}Response xmlns="${xmlNamespace}/"><requestId>${requestId}</requestId>${body}</${name}Response>`,
        );
      }
      const result = shape ? `<${name}Result>${members}</${name}Result>` : '';
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      return xml(200, requestId, `<${name}Response xmlns="${xmlNamespace}">${result}${metadata}</${name}Response>`);
    },
    fail({ code, message, status, fault, shape, members }, requestId) {
      const text = escapeXml(message);
      if (dialect === 'ec2Query') {
        const error = `<Error><Code>${escapeXml(code)}</Code><Message>${text}</Message></Error>`;
        return xml(
          status,
          requestId,
          `<Response><Errors>${error}</Errors><RequestID>${requestId}</RequestID></Response>`,
        );
      }
      const own = shape?.members.filter(({ name }) => !/^message$/i.test(name)) ?? [];
      const more = shape ? writeMembers({ ...shape, members: own }, members) : '';
      const type = fault === 'server' ? 'Receiver' : 'Sender';
      const error = `<Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${text}</Message>${more}</Error>`;
      return xml(
        status,
        requestId,
        `<ErrorResponse xmlns="${xmlNamespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    },
  };
}

const queryError = (service: ServiceName, { code, fault }: Failure): Record<string, string> =>
  addressing[service].queryCompatible
    ? { 'x-amzn-query-error': `${code.replace(/[^\x21-\x7e]/g, '')};${fault === 'server' ? 'Receiver' : 'Sender'}` }
    : {};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** awsJson1_0 and awsJson1_1. */
export function jsonProtocol(service: ServiceName, version: '1.0' | '1.1', body: string): Protocol {
  const type = `application/x-amz-json-${version}`;
  return {
    form: false,
    read(operation) {
      let parsed: unknown;
      try {
        parsed = body.trim() === '' ? {} : JSON.parse(body);
      } catch {
        throw new Problem('malformed', '');
      }
      if (!isRecord(parsed)) throw new Problem('malformed', '');
      return operation.input ? readMembers(operation.input, parsed, '', jsonNotation) : {};
    },
    answer({ output: shape }, output, requestId) {
      return respond(200, type, requestId, shape ? JSON.stringify(writePlain(shape, output, jsonNotation)) : '{}');
    },
    fail(failure, requestId) {
      const { shape, name, message, members, status } = failure;
      const prefix = version === '1.0' && shape ? `${shape.namespace}#` : '';
      const key = shape?.members.find((member) => member.name === 'Message') ? 'Message' : 'message';
      const own = shape ? writePlain(shape, members, jsonNotation) : {};
      const text = JSON.stringify({ ...own, __type: `${prefix}${name}`, [key]: message });
      return respond(status, type, requestId, text, queryError(service, failure));
    },
  };
}

/** rpcv2Cbor. */
export function cborProtocol(service: ServiceName, body: Uint8Array): Protocol {
  const answer = (status: number, requestId: string, value: object, more: Record<string, string> = {}): WireResponse =>
    respond(status, 'application/cbor', requestId, cbor.serialize(value), {
      'smithy-protocol': 'rpc-v2-cbor',
      ...more,
    });
  return {
    form: false,
    read(operation) {
      let parsed: unknown;
      try {
        parsed = body.byteLength === 0 ? {} : cbor.deserialize(body);
      } catch {
        throw new Problem('malformed', '');
      }
      if (!isRecord(parsed)) throw new Problem('malformed', '');
      return operation.input ? readMembers(operation.input, parsed, '', cborNotation) : {};
    },
    answer({ output: shape }, output, requestId) {
      return answer(200, requestId, shape ? writePlain(shape, output, cborNotation) : {});
    },
    fail(failure, requestId) {
      const { shape, name, message, members, status } = failure;
      const own = shape ? writePlain(shape, members, cborNotation) : {};
      const type = shape ? `${shape.namespace}#${name}` : name;
      return answer(status, requestId, { ...own, __type: type, message }, queryError(service, failure));
    },
  };
}
