import type * as sdk from '@aws-sdk/client-rds';
import type { Api } from '../../service.js';
import { own } from '../own.js';
import { type Filters, filter, page } from './lists.js';
import {
  createParameterGroup,
  deleteParameterGroup,
  everyGroup,
  modifyParameterGroup,
  needParameterGroup,
  resetParameterGroup,
} from './parameter-groups.js';
import { knownParameter, parameterNames } from './parameters.js';
import type { ParameterGroup } from './store.js';

const shown = ({ name, arn, family, description }: ParameterGroup): sdk.DBParameterGroup => ({
  DBParameterGroupName: name,
  DBParameterGroupFamily: family,
  Description: description,
  DBParameterGroupArn: arn,
});

const filters: Filters<sdk.Parameter> = { 'parameter-name': ({ ParameterName }) => [ParameterName] };

function parameterView(group: ParameterGroup, name: string): sdk.Parameter {
  const { apply, type, allowed, defaults, note } = knownParameter(name)!;
  const changed = own(group.values, name);
  const usual = defaults?.[group.family];
  return {
    ParameterName: name,
    ...(changed ? { ParameterValue: changed.value } : usual !== undefined && { ParameterValue: usual }),
    ...(note !== undefined && { Description: note }),
    Source: changed ? 'user' : usual === undefined ? 'engine-default' : 'system',
    ApplyType: apply,
    ApplyMethod: (changed?.method ?? 'pending-reboot') as sdk.ApplyMethod,
    DataType: type,
    AllowedValues: allowed,
    IsModifiable: true,
  };
}

/** DB parameter groups: kept and shown, with the parameters that are changed most. */
export const parameterGroupOperations: Partial<Api<typeof sdk>> = {
  CreateDBParameterGroup: (input, { world }) => ({ DBParameterGroup: shown(createParameterGroup(world, input)) }),

  DescribeDBParameterGroups: (input, { world }) => {
    const { DBParameterGroupName: name } = input;
    const wanted = name ? [needParameterGroup(world, name)] : everyGroup(world);
    const { items, Marker } = page(filter(wanted, input.Filters), input);
    return { DBParameterGroups: items.map(shown), Marker };
  },

  ModifyDBParameterGroup: (input, { world }) => {
    const { name } = modifyParameterGroup(world, input.DBParameterGroupName, input.Parameters);
    return { DBParameterGroupName: name };
  },

  ResetDBParameterGroup: (input, { world }) => ({ DBParameterGroupName: resetParameterGroup(world, input).name }),

  DescribeDBParameters: (input, { world }) => {
    const group = needParameterGroup(world, input.DBParameterGroupName);
    const wanted = parameterNames
      .map((name) => parameterView(group, name))
      .filter(({ Source }) => !input.Source || Source === input.Source);
    const { items, Marker } = page(filter(wanted, input.Filters, filters), input);
    return { Parameters: items, Marker };
  },

  DeleteDBParameterGroup: (input, { world }) => {
    deleteParameterGroup(world, input.DBParameterGroupName);
    return {};
  },
};
