import {
  ClientException,
  ClusterNotFoundException,
  InvalidParameterException,
  ServiceNotFoundException,
} from '@aws-sdk/client-ecs';

/** Ends an operation with InvalidParameterException. */
export function invalid(message: string): never {
  throw new InvalidParameterException({ message, $metadata: {} });
}

/** Ends an operation with ClientException. */
export function clientError(message: string): never {
  throw new ClientException({ message, $metadata: {} });
}

/** Ends an operation with ClusterNotFoundException. */
export function noCluster(): never {
  throw new ClusterNotFoundException({ message: 'Cluster not found.', $metadata: {} });
}

/** Ends an operation with ServiceNotFoundException. */
export function noService(): never {
  throw new ServiceNotFoundException({ message: 'Service not found.', $metadata: {} });
}
