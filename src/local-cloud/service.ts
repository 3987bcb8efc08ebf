import type { World } from './world.js';

/** What a handler gets beside its input. */
export interface Context {
  readonly world: World;
  readonly requestId: string;
}

/** The names of the services, as the wire and the request log spell them. */
export type ServiceName =
  | 'ec2'
  | 'rds'
  | 'ecr'
  | 'ecs'
  | 'elbv2'
  | 'application-autoscaling'
  | 'iam'
  | 'logs'
  | 'cloudwatch'
  | 'ssm'
  | 'sts'
  | 'pricing'
  | 'service-quotas';

/** The operations of an SDK module, by name, with its Command classes. */
type Commands<M> = {
  [K in keyof M as K extends `$${string}` ? never : K extends `${infer O}Command` ? O : never]: M[K];
};

/** An input after decoding: the wire refuses a request without its required members, so none of them is undefined here. */
export type Given<I> = { [K in keyof I]: Record<never, never> extends Pick<I, K> ? I[K] : Exclude<I[K], undefined> };

/** The two members of an SDK Command that tell its types. */
interface Command<I, O> {
  readonly input: I;
  resolveMiddleware(stack: never, configuration: never, options: never): (args: never) => Promise<{ output: O }>;
}

/** One operation: typed input to typed output; a throw is the error that AWS would send. */
export type Operation<C> = C extends abstract new (
  ...args: never[]
) => infer T
  ? T extends Command<infer I, infer O>
    ? (input: Given<I>, ctx: Context) => Omit<O, '$metadata'> | Promise<Omit<O, '$metadata'>>
    : never
  : never;

/** Every operation of an SDK module as a typed function, e.g. `Api<typeof import('@aws-sdk/client-ec2')>['CreateVpc']`. */
export type Api<M> = { [O in keyof Commands<M>]: Operation<Commands<M>[O]> };

/** A handler whose types have been forgotten: what the dispatcher sees. */
export type AnyOperation = (input: never, ctx: Context) => object | Promise<object>;

/** One AWS service of the local cloud. */
export interface Service {
  readonly name: ServiceName;
  /** The SDK client's module: its schemas are the wire format. */
  readonly sdk: object;
  readonly operations: Readonly<Record<string, AnyOperation>>;
  /** Moves what takes time as far as `world.now()` allows; true when anything changed. */
  readonly tick?: (world: World) => boolean;
}

/** Declares a service: the SDK module gives the names and types, `operations` what they do; what is left out answers NotImplemented. */
export function defineService<M extends object>(
  name: ServiceName,
  sdk: M,
  operations: Partial<Api<M>>,
  tick?: (world: World) => boolean,
): Service {
  return { name, sdk, operations: operations as Readonly<Record<string, AnyOperation>>, ...(tick && { tick }) };
}

/** The same service with something around each of its operations; `wrap` gives back the operation itself where there is nothing to put around it. */
export function wrapOperations(
  service: Service,
  wrap: (name: string, operation: AnyOperation) => AnyOperation,
): Service {
  const operations = Object.entries(service.operations).map(
    ([name, operation]) => [name, wrap(name, operation)] as const,
  );
  return { ...service, operations: Object.fromEntries(operations) };
}
