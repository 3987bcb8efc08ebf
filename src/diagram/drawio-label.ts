import type { Point, Route } from './routes.js';
import { attributes } from './xml.js';

/** The middle of a road by its length, where draw.io puts a label. */
function middleOf(points: readonly Point[]): Point {
  const legs = points.slice(1).map((end, index) => {
    const start = points[index] ?? end;
    return { start, end, length: Math.hypot(end.x - start.x, end.y - start.y) };
  });
  let left = legs.reduce((sum, it) => sum + it.length, 0) / 2;
  for (const { start, end, length } of legs) {
    if (length > 0 && left <= length)
      return { x: start.x + ((end.x - start.x) * left) / length, y: start.y + ((end.y - start.y) * left) / length };
    left -= length;
  }
  return points[0] ?? { x: 0, y: 0 };
}

/** How far a label's centre stands from the middle of its road, in the words of draw.io; nothing for a road without one. */
export function labelOffset({ points, label }: Route): string {
  if (!label) return '';
  const middle = middleOf(points);
  const { x, y, width, height } = label.box;
  const [dx, dy] = [x + width / 2 - middle.x, y + height / 2 - middle.y].map((it) => Math.round(it * 10) / 10);
  return `<mxPoint${attributes({ x: dx, y: dy })} as="offset"/>`;
}
