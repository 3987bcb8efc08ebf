import { createHash } from 'node:crypto';
import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';

export interface TaskDefinitionProps {
  /** By digest. */
  readonly image: string;
  /** CPU units, 1024 to a processor. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly executionRoleArn: string;
  /** What the container itself may do; without it, nothing. */
  readonly taskRoleArn?: string;
  readonly container: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** ARNs of parameters, by the variable that gets their value when a task starts. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly logs: { readonly group: string; readonly region: string; readonly prefix: string };
}

/** The same for equal wishes, in whatever order their members stand, and after a way through JSON. */
export function hashOf(props: TaskDefinitionProps): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered(props)))
    .digest('hex')
    .slice(0, 32);
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, it]) => [name, ordered(it)]));
}

/** The wish in the words of RegisterTaskDefinition, but for its name and tags. */
export function registrationOf(props: TaskDefinitionProps): Omit<RegisterTaskDefinitionCommandInput, 'family'> {
  const { group, region, prefix } = props.logs;
  return {
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: String(props.cpu),
    memory: String(props.memory),
    runtimePlatform: {
      operatingSystemFamily: 'LINUX',
      cpuArchitecture: props.architecture === 'arm64' ? 'ARM64' : 'X86_64',
    },
    executionRoleArn: props.executionRoleArn,
    taskRoleArn: props.taskRoleArn,
    containerDefinitions: [
      {
        name: props.container,
        image: props.image,
        essential: true,
        portMappings: [{ containerPort: props.port, protocol: 'tcp' }],
        environment: Object.entries(props.environment).map(([name, value]) => ({ name, value })),
        secrets: Object.entries(props.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': group, 'awslogs-region': region, 'awslogs-stream-prefix': prefix },
        },
      },
    ],
  };
}
