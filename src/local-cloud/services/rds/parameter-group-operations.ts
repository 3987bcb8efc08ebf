import type * as sdk from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import { own } from '../own.js';
import { page } from './lists.js';
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

function parameterView(group: ParameterGroup, name: string): sdk.Parameter {
  const { apply, type, allowed } = knownParameter(name)!;
  const changed = own(group.values, name);
  return {
    ParameterName: name,
    ...(changed && { ParameterValue: changed.value }),
    Source: changed ? 'user' : 'engine-default',
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
    if (input.DBParameterGroupName) {
      return { DBParameterGroups: [shown(needParameterGroup(world, input.DBParameterGroupName))] };
    }
    const { items, Marker } = page(everyGroup(world), input);
    return { DBParameterGroups: items.map(shown), Marker };
  },

  ModifyDBParameterGroup: (input, { world }) => {
    const { name } = modifyParameterGroup(world, input.DBParameterGroupName, input.Parameters);
    return { DBParameterGroupName: name };
  },

  ResetDBParameterGroup: (input, { world }) => ({ DBParameterGroupName: resetParameterGroup(world, input).name }),

  DescribeDBParameters: (input, { world }) => {
    const group = needParameterGroup(world, input.DBParameterGroupName);
    if (input.Filters?.length)
      refuse('NotImplemented', 'The local cloud does not filter the parameters of a group', 501);
    const wanted = parameterNames
      .map((name) => parameterView(group, name))
      .filter(({ Source }) => !input.Source || Source === input.Source);
    const { items, Marker } = page(wanted, input);
    return { Parameters: items, Marker };
  },

  DeleteDBParameterGroup: (input, { world }) => {
    deleteParameterGroup(world, input.DBParameterGroupName);
    return {};
  },
};
