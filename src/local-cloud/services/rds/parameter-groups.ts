import type * as sdk from '@aws-sdk/client-rds';
import {
  DBParameterGroupAlreadyExistsFault,
  DBParameterGroupNotFoundFault,
  InvalidDBParameterGroupStateFault,
} from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { own } from '../own.js';
import { FAMILIES, familyOf } from './catalogue.js';
import { checkIdentifier } from './instance-checks.js';
import { tagRecord } from './lists.js';
import { isAllowed, knownParameter } from './parameters.js';
import { type ParameterGroup, rdsSlice } from './store.js';

/** How many parameters one call may change. */
const MOST_AT_ONCE = 20;

const wrongState = (message: string) => new InvalidDBParameterGroupStateFault({ message, $metadata: {} });

/** The groups that every account has, one of each family; nothing of them can be changed. */
const defaultGroup = (world: World, family: string): ParameterGroup => ({
  name: `default.${family}`,
  arn: world.arn('rds', `pg:default.${family}`),
  family,
  description: `Default parameter group for ${family}`,
  values: {},
  tags: {},
});

const isDefault = (name: string): boolean => name.startsWith('default.');

/** Every parameter group, the default ones first. */
export const everyGroup = (world: World): ParameterGroup[] => [
  ...FAMILIES.map((family) => defaultGroup(world, family)),
  ...Object.values(world.of(rdsSlice).parameterGroups),
];

/** The parameter group of that name; throws DBParameterGroupNotFound. */
export function needParameterGroup(world: World, name: string): ParameterGroup {
  const id = name.toLowerCase();
  const family = FAMILIES.find((each) => id === `default.${each}`);
  const found = family === undefined ? own(world.of(rdsSlice).parameterGroups, id) : defaultGroup(world, family);
  if (found) return found;
  throw new DBParameterGroupNotFoundFault({ message: `DBParameterGroup not found: ${name}`, $metadata: {} });
}

/** The name of the group that an instance of a version is to have: the family's default, or one of that family. */
export function chooseParameterGroup(world: World, wish: string | undefined, version: string): string {
  const family = familyOf(version);
  const group = needParameterGroup(world, wish ?? `default.${family}`);
  if (group.family === family) return group.name;
  return refuse(
    'InvalidParameterCombination',
    `The Parameter Group ${group.name} with DBParameterGroupFamily ${group.family} cannot be used for this instance. Please use a Parameter Group with DBParameterGroupFamily ${family}`,
  );
}

/** Makes a group without values of its own. */
export function createParameterGroup(world: World, input: sdk.CreateDBParameterGroupMessage): ParameterGroup {
  checkIdentifier('DBParameterGroupName', input.DBParameterGroupName!, 255);
  const family = input.DBParameterGroupFamily!;
  if (!FAMILIES.includes(family)) {
    refuse('InvalidParameterValue', `ParameterGroupFamily ${family} is not a valid parameter group family`);
  }
  const name = input.DBParameterGroupName!.toLowerCase();
  const { parameterGroups } = world.of(rdsSlice);
  if (own(parameterGroups, name)) {
    const message = `Parameter group ${name} already exists`;
    throw new DBParameterGroupAlreadyExistsFault({ message, $metadata: {} });
  }
  const arn = world.arn('rds', `pg:${name}`);
  const { Description: description = '', Tags } = input;
  parameterGroups[name] = { name, arn, family, description, values: {}, tags: tagRecord(Tags) };
  return parameterGroups[name]!;
}

/** A group that may be changed; the default ones may not. */
function needOwnGroup(world: World, name: string, what: string): ParameterGroup {
  const group = needParameterGroup(world, name);
  if (isDefault(group.name)) throw wrongState(`Default DBParameterGroup cannot be ${what}: ${group.name}`);
  return group;
}

/** Static parameters take effect with the next start of the instances that have the group. */
function awaitStart(world: World, group: ParameterGroup): void {
  for (const instance of Object.values(world.of(rdsSlice).instances)) {
    if (instance.parameterGroup === group.name) instance.awaitsStart = true;
  }
}

function checkParameter({ ParameterName: name = '', ParameterValue: value, ApplyMethod }: sdk.Parameter): void {
  const known = knownParameter(name);
  if (!known) refuse('NotImplemented', `The local cloud does not know the parameter ${name} of MySQL`, 501);
  if (value !== undefined && !isAllowed(known, value)) {
    refuse(
      'InvalidParameterValue',
      `Invalid parameter value: ${value} for: ${name} allowed values are: ${known.allowed}`,
    );
  }
  if (known.apply === 'static' && ApplyMethod === 'immediate') {
    refuse('InvalidParameterCombination', 'cannot use immediate apply method for static parameter');
  }
}

const needsStart = ({ ParameterName: name = '', ApplyMethod }: sdk.Parameter): boolean =>
  knownParameter(name)?.apply === 'static' || ApplyMethod === 'pending-reboot';

/** Changes values of a group; the local database takes no notice of them. */
export function modifyParameterGroup(world: World, name: string, parameters: readonly sdk.Parameter[]): ParameterGroup {
  const group = needOwnGroup(world, name, 'modified');
  if (parameters.length > MOST_AT_ONCE) {
    refuse('InvalidParameterValue', `No more than ${MOST_AT_ONCE} parameters can be modified in one request`);
  }
  for (const parameter of parameters) {
    checkParameter(parameter);
    if (parameter.ParameterValue === undefined) {
      refuse('InvalidParameterValue', `The parameter ParameterValue of ${parameter.ParameterName} must be provided`);
    }
  }
  for (const { ParameterName, ParameterValue, ApplyMethod } of parameters) {
    group.values[ParameterName!] = { value: ParameterValue!, method: ApplyMethod ?? 'pending-reboot' };
  }
  if (parameters.some(needsStart)) awaitStart(world, group);
  return group;
}

/** Takes values of a group back, or all of them. */
export function resetParameterGroup(world: World, input: sdk.ResetDBParameterGroupMessage): ParameterGroup {
  const group = needOwnGroup(world, input.DBParameterGroupName!, 'modified');
  for (const parameter of input.Parameters ?? []) checkParameter(parameter);
  const named = (input.Parameters ?? []).map(({ ParameterName = '' }) => ParameterName);
  const names = named.length > 0 ? named : input.ResetAllParameters === false ? [] : Object.keys(group.values);
  for (const each of names) delete group.values[each];
  if (names.some((each) => knownParameter(each)?.apply === 'static')) awaitStart(world, group);
  return group;
}

/** Deletes a group that no instance has, not even a dying one. */
export function deleteParameterGroup(world: World, name: string): void {
  const group = needOwnGroup(world, name, 'deleted');
  const { instances, parameterGroups } = world.of(rdsSlice);
  const hasIt = ({ parameterGroup, pending }: (typeof instances)[string]) =>
    parameterGroup === group.name || pending?.parameterGroup === group.name;
  if (Object.values(instances).some(hasIt)) {
    throw wrongState(
      `One or more database instances are still members of this parameter group ${group.name}, so the group cannot be deleted`,
    );
  }
  delete parameterGroups[group.name];
}
