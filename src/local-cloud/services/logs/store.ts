import type { Slice } from '../../world.js';

/** One line of a log stream; times in milliseconds. */
export interface LogEvent {
  at: number;
  ingestedAt: number;
  message: string;
}

/** A log stream; only the newest lines are kept. */
export interface LogStream {
  name: string;
  createdAt: number;
  /** How many lines were ever dropped, so that page tokens stay true. */
  dropped: number;
  events: LogEvent[];
}

/** A log group with its streams. */
export interface LogGroup {
  name: string;
  createdAt: number;
  retentionDays?: number;
  kmsKeyId?: string;
  groupClass: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  protectedFromDeletion: boolean;
  tags: Record<string, string>;
  streams: Record<string, LogStream>;
}

/** Everything that CloudWatch Logs keeps: groups by name. */
export interface Logs {
  groups: Record<string, LogGroup>;
}

/** CloudWatch Logs' part of the world. */
export const logsSlice: Slice<Logs> = { name: 'logs', initial: () => ({ groups: {} }) };
