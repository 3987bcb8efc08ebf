import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type ContainerDefinition, DescribeTaskDefinitionCommand, type Task } from '@aws-sdk/client-ecs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Evidence } from '../../model/evidence.js';
import { shortOf } from './stopped-tasks.js';

const linesShown = 20;

/** The last lines a task wrote, from where its task definition sends them, without the secrets that it was given. */
export async function lastWords(aws: Aws, task: Task | undefined): Promise<Evidence[]> {
  if (!task?.taskDefinitionArn) return [];
  const described = await aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }));
  const container = described.taskDefinition?.containerDefinitions?.[0];
  const options = container?.logConfiguration?.options;
  const logGroupName = options?.['awslogs-group'];
  if (!logGroupName) return [];
  const id = shortOf(task.taskArn);
  const logStreamName = `${options?.['awslogs-stream-prefix']}/${container?.name}/${id}`;
  const log = await unlessMissing(
    aws.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: linesShown, startFromHead: false })),
  );
  const said = (log?.events ?? []).map((it) => it.message ?? '');
  if (said.length === 0) return [];
  const secrets = await secretsOf(aws, container);
  return [{ kind: 'log', task: id, lines: said.map((it) => withoutSecrets(it, secrets)) }];
}

/** The values that ECS put into the container's environment from Parameter Store; one that cannot be read is left out. */
async function secretsOf(aws: Aws, container: ContainerDefinition | undefined): Promise<string[]> {
  const values = (container?.secrets ?? []).map(async ({ valueFrom = '' }) => {
    const Name = valueFrom.replace(/^arn:.*:parameter(?=\/)/, '');
    const answer = await aws.ssm.send(new GetParameterCommand({ Name, WithDecryption: true })).catch(() => undefined);
    return answer?.Parameter?.Value ?? '';
  });
  return (await Promise.all(values)).filter((it) => it.length > 3);
}

/** A program that dies likes to print how it was called: known secrets go, and what stands where a data source name has its password. */
function withoutSecrets(line: string, secrets: readonly string[]): string {
  const clean = secrets.reduce(
    (text, it) => text.replaceAll(it, '***').replaceAll(encodeURIComponent(it), '***'),
    line,
  );
  return clean
    .replace(/(\w:\/\/[^\s:@/]+:)[^\s@/]+@/g, '$1***@')
    .replace(/(\b\w+:)[^\s@]+(@tcp\()/g, '$1***$2')
    .replace(/(\b\w*passw(?:or)?d\w*["']?\s*[=:]\s*["']?)(?!YES\b|NO\b)[^\s"',;&]+/gi, '$1***');
}
