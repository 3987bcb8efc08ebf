import type { Whose } from '../model/problem.js';
import { stateIn } from '../text/speech.js';
import { truncateTo, widthOf } from '../text/width.js';
import type { Words } from '../text/words.js';
import type { Action, Event } from './events.js';
import { doingOf } from './told.js';

/** Something under way. Times are of the clock, in milliseconds. */
export interface UnderWay {
  readonly title: string;
  readonly since: number;
  readonly note?: string;
  readonly late?: boolean;
}

/** What is under way, in the order in which it began. */
export type Scene = Map<string, UnderWay>;

const nameOf = ({ step, key }: Whose) => `${step}/${key}`;

/** Brings the scene up to date; says whether something other than the time changed. */
export function follow(scene: Scene, event: Event, words: Words, now: number): boolean {
  const touch = (whose: Whose, action: Action, seconds: number, change: Partial<UnderWay>) => {
    const key = nameOf(whose);
    const known = scene.get(key);
    const next = {
      title: known?.title ?? doingOf(words, action, whose),
      since: known?.since ?? now - seconds * 1000,
      ...known,
      ...change,
    };
    scene.set(key, next);
    return known?.note !== next.note || known?.late !== next.late || known?.title !== next.title;
  };
  switch (event.type) {
    case 'resource.start':
      return touch(event.whose, event.action, 0, { title: doingOf(words, event.action, event.whose), since: now });
    case 'resource.state':
      return touch(event.whose, event.action, event.seconds, {
        note: event.state === undefined ? undefined : stateIn(words, event.state),
      });
    case 'resource.blocked':
      return touch(event.whose, event.action, event.seconds, { note: event.code });
    case 'resource.late':
      return touch(event.whose, event.action, event.seconds, { late: true });
    case 'resource.done':
    case 'resource.failed':
      return scene.delete(nameOf(event.whose));
    case 'image.built':
      return scene.delete('image');
    case 'image.progress': {
      const { phase, done, total } = event;
      const title = phase === 'build' ? words.progress.imageBuild : words.progress.imagePush;
      const note = words.progress.imageNote(event);
      const known = scene.get('image');
      if (total !== undefined && done === total && phase === 'push') return scene.delete('image');
      scene.set('image', { title, since: known?.title === title ? known.since : now, note });
      return known?.title !== title;
    }
    case 'url.waiting': {
      const known = scene.get('url');
      const note = event.status === undefined ? undefined : `HTTP ${event.status}`;
      scene.set('url', { title: event.url, since: known?.since ?? now - event.seconds * 1000, note });
      return !known || known.note !== note;
    }
    case 'up.done':
    case 'destroy.done':
      scene.clear();
      return false;
    default:
      return false;
  }
}

/** One line for one thing under way, never wider than `columns`; the time stays when the rest is cut. */
export function liveLine(it: UnderWay, words: Words, now: number, columns: number): string {
  const tail = `  ${words.duration((now - it.since) / 1000)}`;
  const notes = [it.note, it.late ? words.progress.late : undefined].filter(Boolean).join(' · ');
  return truncateTo(`${it.title}${notes ? `  ${notes}` : ''}`, columns - widthOf(tail)) + tail;
}
