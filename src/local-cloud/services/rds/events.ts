import type * as sdk from '@aws-sdk/client-rds';
import { SourceType } from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { filter, page } from './lists.js';
import { type Instance, rdsSlice } from './store.js';

/** RDS keeps events for 14 days (User Guide, viewing events); milliseconds. */
const KEPT = 14 * 24 * 3_600_000;

/** What DescribeEvents looks back when nothing else is asked for; minutes. */
const USUAL_MINUTES = 60;

/** Writes down what happened to an instance, in RDS's words. */
export function noteEvent(world: World, { id, arn }: Instance, category: string, message: string): void {
  const data = world.of(rdsSlice);
  const now = world.now();
  data.events = [...data.events.filter(({ at }) => at > now - KEPT), { at: now, id, arn, category, message }];
}

/** Events of DB instances. */
export const eventOperations: Partial<Api<typeof sdk>> = {
  DescribeEvents: (input, { world }) => {
    if (input.SourceType !== undefined && !Object.values(SourceType).includes(input.SourceType)) {
      refuse('InvalidParameterValue', `Invalid source type: ${input.SourceType}`);
    }
    if (input.SourceIdentifier !== undefined && input.SourceType === undefined) {
      refuse('InvalidParameterCombination', 'Cannot specify a source identifier without a source type');
    }
    const until = input.EndTime?.getTime() ?? world.now();
    const from = input.StartTime?.getTime() ?? until - (input.Duration ?? USUAL_MINUTES) * 60_000;
    const wanted = world
      .of(rdsSlice)
      .events.filter(
        ({ at, id, category }) =>
          at >= from &&
          at <= until &&
          (input.SourceType === undefined || input.SourceType === 'db-instance') &&
          (input.SourceIdentifier === undefined || input.SourceIdentifier.toLowerCase() === id) &&
          (!input.EventCategories?.length || input.EventCategories.includes(category)),
      );
    const { items, Marker } = page(filter(wanted, input.Filters), input);
    return {
      Events: items.map(({ at, id, arn, category, message }) => ({
        SourceIdentifier: id,
        SourceType: 'db-instance' as const,
        Message: message,
        EventCategories: [category],
        Date: new Date(at),
        SourceArn: arn,
      })),
      Marker,
    };
  },
};
