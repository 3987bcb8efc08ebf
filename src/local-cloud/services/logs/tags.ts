import { type LogsApi, needGroup } from './api.js';

/** Tags of log groups, by ARN and by name (the older calls). */
export const tagOperations: LogsApi = {
  TagResource: ({ resourceArn, tags }, { world }) => {
    Object.assign(needGroup(world, resourceArn).tags, tags);
    return {};
  },
  UntagResource: ({ resourceArn, tagKeys }, { world }) => {
    const group = needGroup(world, resourceArn);
    for (const key of tagKeys) delete group.tags[key];
    return {};
  },
  ListTagsForResource: ({ resourceArn }, { world }) => ({ tags: { ...needGroup(world, resourceArn).tags } }),
  TagLogGroup: ({ logGroupName, tags }, { world }) => {
    Object.assign(needGroup(world, logGroupName).tags, tags);
    return {};
  },
  UntagLogGroup: ({ logGroupName, tags }, { world }) => {
    const group = needGroup(world, logGroupName);
    for (const key of tags) delete group.tags[key];
    return {};
  },
  ListTagsLogGroup: ({ logGroupName }, { world }) => ({ tags: { ...needGroup(world, logGroupName).tags } }),
};
