import { Refusal } from '../refuse.js';
import { errorOf, type Structure } from './shapes.js';

/** An error ready for the wire. */
export interface Failure {
  /** The shape's name where the SDK models it, else the code. */
  readonly name: string;
  /** The code of the form protocols. */
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly fault: 'client' | 'server';
  readonly shape: Structure | undefined;
  readonly members: Readonly<Record<string, unknown>>;
}

interface ServiceException extends Error {
  readonly $fault: 'client' | 'server';
}

const isServiceException = (thrown: unknown): thrown is ServiceException =>
  thrown instanceof Error && '$fault' in thrown;

/** What a thrown value says on the wire: an SDK exception, a refusal, or (anything else) an InternalFailure. Only forms have statuses of their own for each error; JSON knows 400 and 500. */
export function failureOf(sdk: object, thrown: unknown, form: boolean): Failure {
  if (!isServiceException(thrown) && !(thrown instanceof Refusal)) {
    const message = `The local cloud failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    const [name, status] = ['InternalFailure', 500];
    return { name, code: name, message, status, fault: 'server', shape: undefined, members: {} };
  }
  const name = thrown instanceof Refusal ? thrown.code : thrown.name;
  const shape = errorOf(sdk, name);
  const [code, queryStatus] = (shape?.traits.awsQueryError as [string, number] | undefined) ?? [name];
  const given = thrown instanceof Refusal ? thrown.status : thrown.$fault === 'server' ? 500 : 400;
  const modelled = queryStatus ?? (shape?.traits.httpError as number | undefined);
  const status = form && modelled !== undefined ? modelled : given;
  return {
    name,
    code,
    message: thrown.message,
    status,
    fault: status >= 500 ? 'server' : 'client',
    shape,
    members: thrown instanceof Refusal ? {} : (thrown as unknown as Record<string, unknown>),
  };
}
