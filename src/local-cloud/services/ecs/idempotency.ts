import { ConflictException } from '@aws-sdk/client-ecs';
import type { World } from '../../world.js';
import { invalid } from './errors.js';
import { ecsSlice, type Task } from './store.js';

/** ECS forgets a token after a day, or with the tasks that it made. */
const TOKEN_LIFE = 24 * 3_600_000;

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, ordered(each)]));
}

/** A request as text that is equal for equal wishes, without its token. */
export function requestText({ clientToken: _token, ...wish }: { readonly clientToken?: string | undefined }): string {
  return JSON.stringify(ordered(wish));
}

/** Refuses a token that is too long or not of printable ASCII. */
export function checkToken(token: string | undefined, longest: number): void {
  if (token === undefined || (token.length <= longest && /^[!-~]*$/.test(token))) return;
  invalid(`clientToken must have at most ${longest} ASCII characters.`);
}

/** The tasks that a request with this token has made in a cluster before; throws ConflictException when it was another request. */
export function tasksOfToken(world: World, cluster: string, token: string | undefined, request: string): Task[] {
  if (!token) return [];
  const before = Object.values(world.of(ecsSlice).tasks).filter(
    (task) => task.cluster === cluster && task.run?.token === token && world.now() < task.createdAt + TOKEN_LIFE,
  );
  if (before.every(({ run }) => run?.request === request)) return before;
  const message = 'The clientToken is already in use with a different RunTask request.';
  throw new ConflictException({ message, resourceIds: before.map(({ arn }) => arn), $metadata: {} });
}
