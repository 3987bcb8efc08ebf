import { invalid, type LogsApi, needGroup, needStream, paginate } from './api.js';
import { append } from './lookups.js';
import { patternOf } from './pattern.js';
import type { LogEvent, LogStream } from './store.js';

/** Lines older than this, or further ahead than two hours, are not taken. */
const OLDEST_MS = 14 * 24 * 3_600_000;
const FURTHEST_MS = 2 * 3_600_000;

/** A page token names a place in the stream (all lines ever written) and the direction: `f/12` or `b/12`. */
const token = (direction: 'f' | 'b', place: number): string => `${direction}/${String(place).padStart(20, '0')}`;

function readToken(text: string): { direction: string; place: number } {
  const [, direction, place] = /^([fb])\/(\d{1,20})$/.exec(text) ?? [];
  if (!direction) throw invalid('The specified nextToken is invalid.');
  return { direction, place: Number(place) };
}

const within = (from: number | undefined, to: number | undefined) => (event: LogEvent) =>
  event.at >= (from ?? 0) && event.at < (to ?? Number.POSITIVE_INFINITY);

function pageOf(
  stream: LogStream,
  input: { limit?: number | undefined; nextToken?: string | undefined; startFromHead?: boolean | undefined },
  fits: (event: LogEvent) => boolean,
) {
  const limit = input.limit ?? 10_000;
  const placed = stream.events
    .map((event, index) => ({ event, place: stream.dropped + index }))
    .filter(({ event }) => fits(event));
  const end = stream.dropped + stream.events.length;
  const start = input.nextToken
    ? readToken(input.nextToken)
    : input.startFromHead
      ? { direction: 'f', place: 0 }
      : { direction: 'b', place: end };
  const page =
    start.direction === 'f'
      ? placed.filter(({ place }) => place >= start.place).slice(0, limit)
      : placed.filter(({ place }) => place < start.place).slice(-limit);
  // At the end of the stream the same token comes back: that is how a reader knows.
  const first = page[0]?.place ?? start.place;
  const last = page.length > 0 ? page.at(-1)!.place + 1 : start.place;
  return {
    events: page.map(({ event }) => event),
    nextForwardToken: token('f', last),
    nextBackwardToken: token('b', first),
  };
}

/** Writing and reading lines. */
export const eventOperations: LogsApi = {
  PutLogEvents: ({ logGroupName, logStreamName, logEvents }, { world }) => {
    const stream = needStream(needGroup(world, logGroupName), logStreamName);
    const out = logEvents.some((event, index) => index > 0 && event.timestamp! < logEvents[index - 1]!.timestamp!);
    if (out) throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
    const now = world.now();
    const old = logEvents.filter(({ timestamp }) => timestamp! < now - OLDEST_MS).length;
    const early = logEvents.findIndex(({ timestamp }) => timestamp! > now + FURTHEST_MS);
    const taken = logEvents.slice(old, early < 0 ? undefined : early);
    append(
      stream,
      taken.map(({ timestamp, message }) => ({ at: timestamp!, ingestedAt: now, message: message! })),
    );
    return {
      nextSequenceToken: String(stream.dropped + stream.events.length),
      ...((old > 0 || early >= 0) && {
        rejectedLogEventsInfo: {
          ...(old > 0 && { tooOldLogEventEndIndex: old }),
          ...(early >= 0 && { tooNewLogEventStartIndex: early }),
        },
      }),
    };
  },
  GetLogEvents: (input, { world }) => {
    const group = needGroup(world, input.logGroupName ?? input.logGroupIdentifier);
    const { events, ...tokens } = pageOf(
      needStream(group, input.logStreamName),
      input,
      within(input.startTime, input.endTime),
    );
    return {
      events: events.map(({ at, ingestedAt, message }) => ({ timestamp: at, ingestionTime: ingestedAt, message })),
      ...tokens,
    };
  },
  FilterLogEvents: (input, { world }) => {
    const group = needGroup(world, input.logGroupName ?? input.logGroupIdentifier);
    const fits = patternOf(input.filterPattern);
    const timely = within(input.startTime, input.endTime);
    const streams = Object.values(group.streams)
      .filter(({ name }) => !input.logStreamNames || input.logStreamNames.includes(name))
      .filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''));
    const found = streams
      .flatMap((stream) => stream.events.map((event, index) => ({ stream, event, place: stream.dropped + index })))
      .filter(({ event }) => timely(event) && fits(event.message))
      .sort((a, b) => a.event.at - b.event.at);
    const page = paginate(found, { limit: input.limit ?? 10_000, nextToken: input.nextToken });
    return {
      events: page.items.map(({ stream, event, place }) => ({
        eventId: `${stream.name}/${place}`,
        logStreamName: stream.name,
        timestamp: event.at,
        ingestionTime: event.ingestedAt,
        message: event.message,
      })),
      searchedLogStreams: [],
      nextToken: page.nextToken,
    };
  },
};
