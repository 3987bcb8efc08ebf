import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { ListTasksCommand } from '@aws-sdk/client-ecs';
import type { Aws } from '../../src/aws/clients.js';
import type { TaskSpec } from '../../src/local-cloud/data-plane.js';
import { memoryJournal } from '../../src/state/journal.js';
import type { Cause, CheckId } from '../../src/verify/checklist.js';
import { collectFacts } from '../../src/verify/collect.js';
import type { Facts } from '../../src/verify/facts.js';
import type { Search } from '../../src/verify/find-service.js';
import type { Http, HttpAnswer } from '../../src/verify/http.js';
import { judge } from '../../src/verify/judge.js';
import { configOf, makeStack } from '../support/stack.js';

export type Stack = ReturnType<typeof makeStack> & { readonly taskSpecs: readonly TaskSpec[] };

/** How the API behaves that answers behind the simulated load balancer. */
export interface ApiStory {
  readonly form: string;
  /** Whether answers, or logs, say who answers. */
  readonly tells: 'answer' | 'log' | 'semicolons' | 'refusals' | 'nothing';
  /** Whether the database takes names of any length: by shortening them. */
  readonly takesAll?: boolean;
  /** Whether what POST answers holds no id. */
  readonly hidesId?: boolean;
  /** How many records there are before. */
  readonly before?: number;
  /** Only the first task is ever called. */
  readonly sticky?: boolean;
  readonly canRemove: boolean;
  /** Status instead of the usual one, as in `POST`. */
  readonly fails?: Readonly<Partial<Record<'GET' | 'POST', number>>>;
  readonly forgets?: boolean;
}

export const usualStory: ApiStory = { form: '/api/persons', tells: 'answer', canRemove: true };

/** An API of persons behind the simulated load balancer: what a client of that URL sees. */
export function apiOver(stack: Stack, story: ApiStory = usualStory): Http {
  let made = story.before ?? 0;
  const records = new Map(
    Array.from({ length: made }, (_, index): [string, Record<string, unknown>] => [
      String(index + 1),
      { id: index + 1, name: '山田太郎', email: `yamada-${index}@example.com`, phone: '090-1234-5678' },
    ]),
  );
  let asked = 0;
  const answerTo = (method: string, path: string, body: string | undefined): HttpAnswer => {
    const say = (status: number, it?: unknown) => ({
      status,
      headers: {},
      body: it === undefined ? '' : JSON.stringify(it),
    });
    if (path === '/health') return say(200, { status: 'ok' });
    if (path !== story.form && !path.startsWith(`${story.form}/`)) return say(404, { error: 'not found' });
    const failure = story.fails?.[method as 'GET' | 'POST'];
    if (failure) return say(failure, { error: 'no' });
    const id = path.slice(story.form.length + 1);
    if (method === 'POST') {
      if (isTooLong(body) && !story.takesAll) return say(500, { error: 'Failed to create person' });
      made += 1;
      const record = { id: made, ...JSON.parse(body ?? '{}') };
      if (!story.forgets) records.set(String(made), record);
      return say(201, story.hidesId ? { message: 'created' } : record);
    }
    if (method === 'DELETE') return story.canRemove && records.delete(id) ? say(204) : say(405);
    return id
      ? say(records.has(id) ? 200 : 404, records.get(id))
      : say(200, records.size > 0 ? [...records.values()] : null);
  };
  return async ({ method, url, body }) => {
    const { origin, pathname, search } = new URL(url);
    let through: number;
    try {
      through = stack.plane.request(`${origin}/`).status;
    } catch (error) {
      return { reason: /E[A-Z]{4,}/.exec(String(error))?.[0] ?? '' };
    }
    if (through >= 500) return { status: through, headers: {}, body: '' };
    const answer = answerTo(method, pathname, body);
    if (!('status' in answer)) return answer;
    const { taskArns = [] } = await stack.ecs.send(new ListTasksCommand({ cluster: 'demo-cluster' }));
    asked += 1;
    const arn = taskArns[story.sticky ? 0 : asked % taskArns.length];
    const id = arn?.split('/').at(-1) ?? '';
    if (story.tells === 'log') writeLog(stack, id, `${method} ${pathname}${search}`);
    if (story.tells === 'semicolons' && search.includes(';')) writeLog(stack, id, 'http: URL query contains semicolon');
    if (story.tells === 'refusals' && answer.status === 500)
      writeLog(stack, id, "Error creating person: Error 1406 (22001): Data too long for column 'name' at row 1");
    return story.tells === 'answer' ? { ...answer, headers: { 'x-served-by': id } } : answer;
  };
}

/** A name longer than its column. */
const isTooLong = (body: string | undefined) => String(JSON.parse(body ?? '{}').name ?? '').length > 255;

/** What a container would write to its log. */
function writeLog(stack: Stack, taskId: string, line: string): void {
  const spec = stack.taskSpecs.find((it) => it.taskArn.endsWith(`/${taskId}`));
  spec?.log(line, stack.clock.now());
}

/** A whole stack of ours that stands, with its image in ECR. */
export async function makeHealthyStack() {
  const stack = makeStack();
  // The simulated plane hands a task its way to the log only once.
  const taskSpecs: TaskSpec[] = [];
  const { start } = stack.plane.tasks;
  stack.plane.tasks.start = (spec) => {
    taskSpecs.push(spec);
    start(spec);
  };
  await stack.ecr.send(new CreateRepositoryCommand({ repositoryName: 'api' }));
  const uri = `${stack.plane.registry.host}/api@${stack.plane.pushImage('api')}`;
  const config = configOf({ image: { uri } });
  await stack.up(config);
  return Object.assign(stack, { config, taskSpecs });
}

type Healthy = Awaited<ReturnType<typeof makeHealthyStack>>;

/** Gathers the facts as the command does. */
export function gather(
  stack: Healthy,
  options: { story?: ApiStory; http?: Http; search?: Partial<Search>; aws?: Aws } = {},
): Promise<Facts> {
  const { runtime, config, clock, world } = stack;
  const { aws, owner } = runtime(config, memoryJournal());
  return collectFacts({
    aws: options.aws ?? aws,
    account: world.account,
    region: world.region,
    search: { owner, ...options.search },
    http: options.http ?? apiOver(stack, options.story),
    clock,
  });
}

/** Every line that is not fulfilled, with the code of its cause. */
export function faultsIn(facts: Facts): Partial<Record<CheckId, Cause['code'] | `− ${Cause['code']}`>> {
  return Object.fromEntries(
    judge(facts)
      .filter((it) => it.result !== 'ok')
      .map((it) => [it.id, `${it.result === 'skip' ? '− ' : ''}${it.cause?.code}`]),
  );
}
