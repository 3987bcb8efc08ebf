import type { Aws, ServiceName } from './clients.js';
import { isMissing } from './errors.js';

/** How long an answer counts as a look «of now»; milliseconds. The user may think about a plan for longer than that. */
const freshness = 60_000;

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

/** A view that remembers what it was answered. */
export type Looking = Aws & {
  /** Makes it ask anew from here on: a removal takes other things away with it (a service its scalable target). */
  forget(): void;
};

/**
 * A view of AWS for looking: identical read commands share one call for a minute, so that four subnets cost one DescribeSubnets.
 * It refuses to send anything that could change something.
 */
export function lookingAt(aws: Aws, elapsed: () => number): Looking {
  const answers = new Map<string, { readonly at: number; readonly answer: Promise<unknown> }>();
  const view = (service: ServiceName) => ({
    send(command: Command) {
      const { name } = command.constructor;
      if (!isRead(name)) throw new Error(`${name} is no read call`);
      const question = `${service} ${name} ${JSON.stringify(command.input)}`;
      const known = answers.get(question);
      if (known && elapsed() - known.at < freshness) return known.answer;
      const answer = (aws[service].send as (command: Command) => Promise<unknown>)(command);
      answers.set(question, { at: elapsed(), answer });
      // «It is not there» is an answer; any other failure is none, and the next look asks anew.
      answer.catch((error: unknown) => isMissing(error) || answers.delete(question));
      return answer;
    },
  });
  const services = Object.keys(aws) as ServiceName[];
  const views = Object.fromEntries(services.map((it) => [it, view(it)])) as unknown as Aws;
  return { ...views, forget: () => answers.clear() };
}

/** Whether a command, by its name, only reads. */
export function isRead(command: string): boolean {
  return /^(Describe|List|Get|BatchGet|Filter)/.test(command);
}
