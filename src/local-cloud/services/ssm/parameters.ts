import { runInNewContext } from 'node:vm';
import { ParameterAlreadyExists, type Parameter as ParameterView } from '@aws-sdk/client-ssm';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { find, missing, nameIn, paginate, readTags, type SsmApi } from './api.js';
import { parameterArn } from './lookups.js';
import { type Parameter, ssmSlice } from './store.js';

/** The longest value of a standard and of an advanced parameter, in characters. */
const LONGEST = { Standard: 4096, Advanced: 8192 };

/** What a secret looks like to who does not ask for its plain text: AWS shows ciphertext in base64. */
const seal = (parameter: Parameter): string =>
  Buffer.from(`sealed:${parameter.name}:${parameter.version}`).toString('base64');

function view(world: World, parameter: Parameter, open: boolean | undefined): ParameterView {
  const secret = parameter.type === 'SecureString';
  return {
    Name: parameter.name,
    ARN: parameterArn(world, parameter.name),
    Type: parameter.type,
    Value: secret && !open ? seal(parameter) : parameter.value,
    Version: parameter.version,
    DataType: parameter.dataType,
    LastModifiedDate: new Date(parameter.modifiedAt),
  };
}

/** A pattern of the caller's is given a tenth of a second, for it could take for ever. */
function demandFit(pattern: string, value: string): void {
  let fits = false;
  try {
    fits = runInNewContext('new RegExp(pattern).test(value)', { pattern, value }, { timeout: 100 }) === true;
  } catch (error) {
    if ((error as Error).name === 'SyntaxError')
      refuse('InvalidAllowedPatternException', `The pattern is not a regular expression: ${pattern}`);
  }
  if (fits) return;
  const text = `Parameter value, cannot be validated against allowedPattern: ${pattern}`;
  refuse('ParameterPatternMismatchException', text);
}

function checkName(name: string): void {
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name)) {
    const rule = 'Only a mix of letters, numbers and the following 4 symbols .-_/ are allowed';
    refuse('ValidationException', `Parameter name must not contain spaces or other symbols. ${rule}`);
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    const rule = 'can\'t be prefixed with "aws" or "ssm" (case-insensitive).';
    refuse('ValidationException', `Parameter name: ${rule}`);
  }
  if (name.includes('/') && !name.startsWith('/')) {
    refuse('ValidationException', 'Parameter name must be a fully qualified name.');
  }
  if (name.split('/').length > 16) {
    refuse('HierarchyLevelLimitExceededException', 'The hierarchy can have a maximum of 15 levels.');
  }
}

/** PutParameter, GetParameter(s), GetParametersByPath, DeleteParameter(s). */
export const parameterOperations: SsmApi = {
  PutParameter: (input, { world }) => {
    const { Name, Value, Overwrite, Tags, Tier } = input;
    const { parameters } = world.of(ssmSlice);
    checkName(Name);
    if (Overwrite && Tags?.length) {
      const why = 'Please make two calls: one to update the parameter, and another to add tags.';
      refuse('ValidationException', `Invalid request: tags and overwrite can't be used together. ${why}`);
    }
    const before = Object.hasOwn(parameters, Name) ? parameters[Name] : undefined;
    if (before && !Overwrite) {
      const message =
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.';
      throw new ParameterAlreadyExists({ message, $metadata: {} });
    }
    const type = input.Type ?? before?.type;
    if (!type) refuse('ValidationException', 'A parameter type is required when you create a parameter.');
    if (Value === '') refuse('ValidationException', 'Value cannot be empty');
    const longest = LONGEST[Tier === 'Advanced' ? 'Advanced' : 'Standard'];
    if (Value.length > longest) {
      const hint = 'To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.';
      refuse(
        'ValidationException',
        `Standard tier parameters support a maximum parameter value of ${longest} characters. ${hint}`,
      );
    }
    if (input.AllowedPattern) demandFit(input.AllowedPattern, Value);
    const description = input.Description ?? before?.description;
    const keyId = type === 'SecureString' ? (input.KeyId ?? before?.keyId ?? 'alias/aws/ssm') : undefined;
    const made: Parameter = {
      name: Name,
      type,
      value: Value,
      version: (before?.version ?? 0) + 1,
      tier: Tier ?? before?.tier ?? 'Standard',
      dataType: input.DataType ?? before?.dataType ?? 'text',
      modifiedAt: world.now(),
      modifiedBy: `arn:aws:iam::${world.account}:user/local`,
      tags: before?.tags ?? readTags(Tags),
      ...(description !== undefined && { description }),
      ...(keyId && { keyId }),
      ...(input.AllowedPattern && { allowedPattern: input.AllowedPattern }),
    };
    parameters[Name] = made;
    return { Version: made.version, Tier: made.tier };
  },
  GetParameter: ({ Name, WithDecryption }, { world }) => {
    const parameter = find(world, Name);
    if (!parameter) throw missing(Name);
    return { Parameter: view(world, parameter, WithDecryption) };
  },
  GetParameters: ({ Names, WithDecryption }, { world }) => {
    if (Names.length > 10) {
      const why = 'Member must have length less than or equal to 10';
      refuse(
        'ValidationException',
        `1 validation error detected: Value at 'names' failed to satisfy constraint: ${why}`,
      );
    }
    const unique = [...new Set(Names)];
    return {
      Parameters: unique.flatMap((name) => find(world, name) ?? []).map((each) => view(world, each, WithDecryption)),
      InvalidParameters: unique.filter((name) => !find(world, name)),
    };
  },
  GetParametersByPath: ({ Path, Recursive, WithDecryption, ParameterFilters, ...paging }, { world }) => {
    if (!Path.startsWith('/')) refuse('ValidationException', 'The parameter path must begin with a slash "/".');
    if (ParameterFilters?.length) refuse('NotImplemented', 'The local cloud does not simulate filters by path', 501);
    const prefix = Path.endsWith('/') ? Path : `${Path}/`;
    const under = Object.values(world.of(ssmSlice).parameters)
      .filter(({ name }) => name.startsWith(prefix) && (Recursive || !name.slice(prefix.length).includes('/')))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, NextToken } = paginate(under, paging, 10);
    return { Parameters: items.map((each) => view(world, each, WithDecryption)), NextToken };
  },
  DeleteParameter: ({ Name }, { world }) => {
    if (!find(world, Name)) throw missing(Name);
    delete world.of(ssmSlice).parameters[nameIn(world, Name).name];
    return {};
  },
  DeleteParameters: ({ Names }, { world }) => {
    const DeletedParameters = Names.filter((name) => find(world, name));
    for (const name of DeletedParameters) delete world.of(ssmSlice).parameters[nameIn(world, name).name];
    return { DeletedParameters, InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)) };
  },
};
