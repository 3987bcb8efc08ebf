/** What a load balancer counted since it was started, in CloudWatch's division. */
export interface BalancerMetrics {
  requests: number;
  /** Answers of targets by the first digit of their status, index 2 for 2xx. */
  readonly targetCodes: number[];
  /** Answers of the load balancer itself, by status. */
  readonly ownCodes: Record<number, number>;
  /** Clients that left before their answer (ELB's status 460). */
  clientClosed: number;
  /** Connections to targets that could not be made. */
  connectErrors: number;
}

/** Counters at zero. */
export function createMetrics(): BalancerMetrics {
  return { requests: 0, targetCodes: [0, 0, 0, 0, 0, 0], ownCodes: {}, clientClosed: 0, connectErrors: 0 };
}
