import type { World } from '../../world.js';
import { type Parameter, ssmSlice } from './store.js';

/** The ARN of a parameter: a name with a leading slash is not given a second one. */
export const parameterArn = (world: World, name: string): string =>
  world.arn('ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`);

/** The parameter of that name or ARN in plain text, as an ECS secret's `valueFrom` names it; undefined when there is none. */
export function resolveParameter(world: World, nameOrArn: string): Readonly<Parameter> | undefined {
  const { parameters } = world.of(ssmSlice);
  if (!nameOrArn.startsWith('arn:')) return Object.hasOwn(parameters, nameOrArn) ? parameters[nameOrArn] : undefined;
  return Object.values(parameters).find(({ name }) => parameterArn(world, name) === nameOrArn);
}
