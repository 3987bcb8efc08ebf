import { Refusal } from '../refuse.js';
import type { ServiceName } from '../service.js';
import type { Problem } from './problem.js';
import { addressing } from './services.js';

const camel = (path: string): string =>
  path
    .split('.')
    .map((part) => part.charAt(0).toLowerCase() + part.slice(1))
    .join('.');

const validation = (path: string): string =>
  `1 validation error detected: Value null at '${camel(path)}' failed to satisfy constraint: Member must not be null`;

/** The code that each JSON service gives for a missing member; the others say ValidationException. */
const jsonMissing: Partial<Record<ServiceName, string>> = {
  ecs: 'InvalidParameterException',
  ecr: 'InvalidParameterException',
  logs: 'InvalidParameterException',
};

function ofForm(service: ServiceName, { kind, path, expected }: Problem): Refusal {
  const ec2 = addressing[service].form === 'ec2Query';
  if (kind === 'missing') {
    return ec2 || service === 'rds'
      ? new Refusal('MissingParameter', `The request must contain the parameter ${path}`, 400)
      : new Refusal('ValidationError', validation(path), 400);
  }
  if (kind === 'unknown') {
    return ec2
      ? new Refusal('UnknownParameter', `The parameter ${path} is not recognized`, 400)
      : new Refusal('MalformedInput', `Unexpected parameter: ${path}`, 400);
  }
  if (kind === 'malformed') return new Refusal('MalformedQueryString', 'The query string contains a syntax error', 400);
  return ec2
    ? new Refusal('InvalidParameterValue', `Invalid value for ${path}: ${expected} is expected`, 400)
    : new Refusal('MalformedInput', `Invalid value for ${path}: ${expected} is expected`, 400);
}

function ofPlain(service: ServiceName, { kind, path, expected }: Problem): Refusal {
  if (kind !== 'missing') {
    const what = path === '' ? 'The request body could not be read' : `${path}: ${expected} is expected`;
    return new Refusal('SerializationException', what, 400);
  }
  if (addressing[service].queryCompatible) {
    return new Refusal('MissingRequiredParameterException', `The parameter ${path} is required.`, 400);
  }
  return new Refusal(jsonMissing[service] ?? 'ValidationException', validation(path), 400);
}

/** A faulty request in the words of its service and protocol: the one place that knows who says what. */
export const refusalOf = (service: ServiceName, form: boolean, problem: Problem): Refusal =>
  form ? ofForm(service, problem) : ofPlain(service, problem);
