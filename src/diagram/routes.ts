import type { Box, Placed } from './layout.js';
import { labelSize, lineHeight, textWidth } from './measure.js';
import type { Diagram, Edge, Role } from './model.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A label in its place; `lines` stand one below the other inside the box. */
export interface Label {
  readonly lines: readonly string[];
  readonly box: Box;
}

/** An arrow with its corners, from its first point to its head. */
export interface Route {
  readonly edge: Edge;
  readonly points: readonly Point[];
  readonly label?: Label;
}

interface Plan {
  readonly from: Box;
  readonly to: Box;
  /** Any other node by its id. */
  readonly at: (id: string) => Box;
}

interface Way {
  readonly points: readonly Point[];
  /** Where a label goes: above the middle of a level stretch, or to the right or the left of an upright one. */
  readonly label?: Partial<Record<'over' | 'beside' | 'before', readonly [Point, Point]>>;
}

const right = ({ x, width }: Box) => x + width;
const bottom = ({ y, height }: Box) => y + height;
const midX = ({ x, width }: Box) => x + width / 2;
const midY = ({ y, height }: Box) => y + height / 2;
const p = (x: number, y: number): Point => ({ x, y });

/** From one right side to the left side of another, over a lane at `x`. */
const across = (start: Point, x: number, end: Point): readonly Point[] =>
  start.y === end.y ? [start, end] : [start, p(x, start.y), p(x, end.y), end];

const upright = (from: Box, to: Box): Way => {
  const [start, end] = [p(from.x + 60, bottom(from)), p(from.x + 60, to.y)];
  return { points: [start, end], label: { beside: [start, end] } };
};

/** The roads: each role has lanes of its own in the gaps that the composition leaves for them. */
const roads: Readonly<Record<Role, (plan: Plan, edge: Edge) => Way>> = {
  visit({ from, to, at }) {
    const [start, end] = [p(midX(from), bottom(from)), p(midX(from), to.y)];
    return { points: [start, end], label: { beside: [start, p(start.x, at('cloud').y)] } };
  },
  admit({ from, to, at }) {
    const [start, end] = [p(midX(from), bottom(from)), p(midX(from), to.y)];
    return { points: [start, end], label: { before: [start, p(start.x, at('vpc').y)] } };
  },
  spread({ from, to }) {
    return { points: across(p(right(from), midY(from)), right(from) + 22, p(to.x, midY(to))) };
  },
  forward({ from, to, at }, { from: id }) {
    const y = midY(from);
    const number = id.split('-').at(-1);
    const label = { over: [p(right(at(`public-subnet-${number}`)), y), p(laneOfLeaving(at, number), y)] as const };
    return { points: [p(right(from), y), p(to.x, y)], label };
  },
  query({ from, to, at }, { from: task, to: database }) {
    const [zone, home] = [task, database].map((it) => it.split('-').at(-1));
    if (zone === home) return upright(from, to);
    const x = right(at(`zone-${zone}`)) - 15;
    return { points: [p(right(from), midY(from)), p(x, midY(from)), p(x, midY(to)), p(right(to), midY(to))] };
  },
  leave({ from, to, at }, { from: task, to: gateway }) {
    const [zone, home] = [task, gateway].map((it) => it.split('-').at(-1));
    const x = laneOfLeaving(at, zone);
    const [start, end] = [p(from.x, bottom(from) - 12), p(right(to), midY(to))];
    return {
      points: [start, p(x, start.y), p(x, end.y), end],
      ...(zone === home && { label: { over: [p(right(at(`public-subnet-${home}`)), end.y), p(x, end.y)] } }),
    };
  },
  out({ from, to, at }) {
    const x = right(at('load-balancer')) + 46;
    const end = p(x, bottom(to));
    return {
      points: [p(from.x, midY(from)), p(x, midY(from)), end],
      label: { beside: [end, p(x, at('vpc').y)] },
    };
  },
  fetch({ from, to, at }) {
    const [x, y] = [at('services').x - 20, midY(from)];
    return {
      points: [p(right(from), y), p(x, y), p(x, midY(to)), p(to.x, midY(to))],
      label: { over: [p(right(from), y), p(x, y)] },
    };
  },
  'layers-in'({ from, to, at }) {
    const x = right(at('zones')) + 36;
    const [start, end] = [p(right(from), bottom(from) - 12), p(right(to), to.y + 14)];
    return { points: [start, p(x, start.y), p(x, end.y), end] };
  },
  layers({ from, to, at }) {
    // Beside the arrow that comes in.
    const [start, end] = [p(right(from), bottom(from) - 14), p(to.x, bottom(to) - 14)];
    const lane = at('services').x - 20;
    return { points: across(start, lane, end), label: { over: [p(right(at('vpc')), start.y), p(lane, start.y)] } };
  },
  run({ from, to, at }) {
    const [start, end] = [p(from.x, midY(from)), p(right(to), to.y + 14)];
    const x = right(at('zones')) + 18;
    return {
      points: [start, p(x, start.y), p(x, end.y), end],
      label: { over: [p(right(at('vpc')), start.y), p(at('services').x - 20, start.y)] },
    };
  },
  scale: ({ from, to }) => upright(from, to),
};

/** The upright lane on which all private subnets' traffic goes to a NAT gateway. */
const laneOfLeaving = (at: Plan['at'], zone: string | undefined) => at(`private-subnet-${zone}`).x - 14;

/** Every arrow with its corners and its label; labels that only repeat another are left out. */
export function routesOf({ edges }: Diagram, placed: readonly Placed[]): readonly Route[] {
  const boxes = new Map(placed.map((it) => [it.node.id, it.box]));
  const at = (id: string): Box => {
    const box = boxes.get(id);
    if (!box) throw new Error(`no node «${id}»`);
    return box;
  };
  return edges.map((edge) => {
    const way = roads[edge.role]({ from: at(edge.from), to: at(edge.to), at }, edge);
    const label = edge.repeats || edge.label.length === 0 ? undefined : labelAt(edge.label, way.label);
    return { edge, points: way.points, ...(label && { label }) };
  });
}

function labelAt(lines: readonly string[], place: Way['label']): Label | undefined {
  if (!place) return undefined;
  const width = Math.max(...lines.map((it) => textWidth(it, labelSize)));
  const height = lines.length * lineHeight(labelSize);
  const stretch = place.over ?? place.beside ?? place.before;
  if (!stretch) return undefined;
  const [a, b] = stretch;
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  if (place.over) return { lines, box: { x: x - width / 2, y: y - 5 - height, width, height } };
  return { lines, box: { x: place.beside ? x + 8 : x - 8 - width, y: y - height / 2, width, height } };
}
