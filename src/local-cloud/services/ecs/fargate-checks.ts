import type * as sdk from '@aws-sdk/client-ecs';
import { ClientException, InvalidParameterException } from '@aws-sdk/client-ecs';
import { clientError } from './errors.js';
import { fargateSize } from './fargate.js';

const logDrivers = ['awslogs', 'splunk', 'awsfirelens'];

function checkContainer(container: sdk.ContainerDefinition): void {
  if (container.privileged) clientError("Fargate requires that the 'privileged' setting be 'false'");
  if ((container.stopTimeout ?? 0) > 120) {
    clientError('Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.');
  }
  const driver = container.logConfiguration?.logDriver;
  if (driver !== undefined && !logDrivers.includes(driver)) {
    clientError(`${driver} is not a valid log driver. Must be one of [${logDrivers.join(',')}]`);
  }
  if (container.linuxParameters?.devices?.length) {
    clientError('Fargate compatible task definitions do not support devices');
  }
  if (container.linuxParameters?.maxSwap !== undefined) {
    clientError('Fargate compatible task definitions do not support maxSwap');
  }
}

function checkStorage({ ephemeralStorage, volumes }: sdk.RegisterTaskDefinitionCommandInput): void {
  const size = ephemeralStorage?.sizeInGiB;
  if (size !== undefined && size < 21) clientError('EphemeralStorage size should be at least 21');
  if (size !== undefined && size > 200) clientError('EphemeralStorage size should be at most 200');
  for (const { host, dockerVolumeConfiguration } of volumes ?? []) {
    if (dockerVolumeConfiguration) {
      clientError('Fargate compatible task definitions do not support dockerVolumeConfiguration');
    }
    if (host?.sourcePath) clientError('Fargate compatible task definitions do not support sourcePath');
  }
}

/** Refuses what ECS refuses of a task definition that is to run on Fargate. */
export function checkFargate(input: sdk.RegisterTaskDefinitionCommandInput): void {
  const containers = input.containerDefinitions ?? [];
  if (input.networkMode !== 'awsvpc') clientError('Fargate only supports network mode ‘awsvpc’.');
  if (input.ipcMode) clientError('Tasks using the Fargate launch type do not support ipcMode.');
  if (input.pidMode === 'host') {
    clientError(
      "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
    );
  }
  const { cpu } = fargateSize(input.cpu, input.memory);
  if (containers.reduce((sum, container) => sum + (container.cpu ?? 0), 0) > Number(cpu)) {
    clientError("The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.");
  }
  containers.forEach(checkContainer);
  checkStorage(input);
  if (input.executionRoleArn) return;
  if (containers.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs')) {
    clientError('Fargate requires task definition to have execution role ARN to support log driver awslogs.');
  }
}

/** Whether a task definition could run on Fargate, asked for or not. */
export function fitsFargate(input: sdk.RegisterTaskDefinitionCommandInput): boolean {
  try {
    checkFargate(input);
    return true;
  } catch (problem) {
    if (problem instanceof ClientException || problem instanceof InvalidParameterException) return false;
    throw problem;
  }
}
