import type { World } from '../../world.js';
import { type LogEvent, type LogGroup, type LogStream, logsSlice } from './store.js';

/** How many lines a stream keeps: the world is JSON in memory and on disk, not an archive. */
const KEPT_LINES = 10_000;

/** Whether there is a log group of exactly that name. */
export const hasLogGroup = (world: World, group: string): boolean => Object.hasOwn(world.of(logsSlice).groups, group);

/** Adds an empty log group, with what is told of it. */
export function addGroup(world: World, name: string, told: Partial<LogGroup> = {}): void {
  world.of(logsSlice).groups[name] = {
    name,
    createdAt: world.now(),
    groupClass: 'STANDARD',
    protectedFromDeletion: false,
    tags: {},
    streams: {},
    ...told,
  };
}

/** A new, empty stream. */
export const newStream = (world: World, name: string): LogStream => ({
  name,
  createdAt: world.now(),
  dropped: 0,
  events: [],
});

/** Adds lines in the order of their time, dropping the oldest beyond the limit. */
export function append(stream: LogStream, events: readonly LogEvent[]): void {
  const last = stream.events.at(-1);
  stream.events.push(...events);
  if (last && events.some(({ at }) => at < last.at)) stream.events.sort((a, b) => a.at - b.at);
  const excess = stream.events.length - KEPT_LINES;
  if (excess > 0) {
    stream.events.splice(0, excess);
    stream.dropped += excess;
  }
}

/** Writes one line as the awslogs driver does, making the stream when needed; false when the group is not there. */
export function putLogLine(world: World, group: string, stream: string, line: string, at: number): boolean {
  if (!hasLogGroup(world, group)) return false;
  const { streams } = world.of(logsSlice).groups[group]!;
  if (!Object.hasOwn(streams, stream)) streams[stream] = newStream(world, stream);
  append(streams[stream]!, [{ at, ingestedAt: world.now(), message: line }]);
  return true;
}
