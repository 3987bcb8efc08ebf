import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { stackTag } from '../../aws/names.js';
import type { Change, Live, Resource, Tags } from '../../model/resource.js';
import { tagList } from './owned.js';

/** What a look found missing from the tags that a resource is to carry, or other than they are to be. */
interface Labelled {
  readonly lacking?: Tags;
}

type Kind<P extends object, L extends Live> = Resource<P, L>;

const path = 'tags';

const changeOf = (live: Live & Labelled): Change[] => {
  const want = live.lacking ?? {};
  const lacking = Object.keys(want);
  if (lacking.length === 0) return [];
  return [{ path, is: Object.fromEntries(lacking.map((it) => [it, live.tags?.[it] ?? ''])), want }];
};

/**
 * A kind of EC2's with its tags mended: they are all by which it is found again when the state file is lost. One that is known by
 * its id is ours although its tags were cut, for EC2 gives no id twice; one with the tag of another stack is not.
 */
export function tagged<P extends object, L extends Live>(kind: Kind<P, L>): Kind<P, L> {
  return {
    ...kind,
    async find(aws, at) {
      const live = await kind.find(aws, at);
      if (!live?.tags) return live;
      const cut = live.id === at.id && live.tags[stackTag] === undefined;
      const tags = cut ? { ...live.tags, [stackTag]: at.tags[stackTag] ?? '' } : live.tags;
      const { tags: is } = live;
      const lacking = Object.fromEntries(Object.entries(at.tags).filter(([key, value]) => is[key] !== value));
      return { ...live, tags, lacking };
    },
    drift: (live, props) => [
      ...(kind.drift?.(live, props) ?? []),
      // What failed or goes is not worth a label.
      ...(/^(failed|leaving)$/.test(kind.phase(live)) ? [] : changeOf(live)),
    ],
    async sync(aws, live, props, changes) {
      const { lacking = {} } = live as L & Labelled;
      if (changes.some((it) => it.path === path))
        await aws.ec2.send(new CreateTagsCommand({ Resources: [live.id], Tags: tagList(lacking) }));
      const others = changes.filter((it) => it.path !== path);
      if (others.length > 0) await kind.sync?.(aws, live, props, others);
    },
  };
}
