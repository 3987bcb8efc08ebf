import { describe, expect, test } from 'vitest';
import type { Box } from '../../src/diagram/layout.js';
import { textWidth, wrapTo } from '../../src/diagram/measure.js';
import { nodesOf } from '../../src/diagram/model.js';
import { pictureOf } from '../../src/diagram/picture.js';
import type { Point } from '../../src/diagram/routes.js';
import { widthOf } from '../../src/text/width.js';
import { samples } from './samples.js';

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const within = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** A level or upright piece of an arrow as a box without thickness. */
const stretches = (points: readonly Point[]) =>
  points.slice(1).map((b, index) => {
    const a = points[index] as Point;
    return {
      x: Math.min(a.x, b.x),
      y: Math.min(a.y, b.y),
      width: Math.abs(a.x - b.x) || 0.01,
      height: Math.abs(a.y - b.y) || 0.01,
    };
  });

const pairs = <T>(all: readonly T[]) => all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b] as const));

/** Whether a point lies on the outline of a box. */
const onEdge = (at: Point, { x, y, width, height }: Box) =>
  ((at.x === x || at.x === x + width) && at.y >= y && at.y <= y + height) ||
  ((at.y === y || at.y === y + height) && at.x >= x && at.x <= x + width);

describe.each(samples)('$title', ({ diagram, zones }) => {
  const picture = pictureOf(diagram);
  const { placed, routes } = picture;
  const boxOf = new Map(placed.map((it) => [it.node.id, it.box]));
  const things = placed.filter((it) => it.node.kind === 'thing').map((it) => ({ id: it.node.id, box: it.box }));
  const texts = placed.flatMap((it) =>
    it.texts.map((text) => ({
      id: `${it.node.id}: ${text.text}`,
      owner: it.node.id,
      parent: it.parent,
      box: text.box,
    })),
  );
  const labels = routes.flatMap((it) => (it.label ? [{ id: `label of ${it.edge.id}`, box: it.label.box }] : []));

  test('every node has a place of its own, once', () => {
    const ids = nodesOf(diagram.root).map((it) => it.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(placed.map((it) => it.node.id).sort()).toEqual([...ids].sort());
    expect(ids.filter((it) => it.startsWith('zone-'))).toHaveLength(zones);
    expect(things.length).toBeGreaterThan(12);
    expect(labels.length).toBeGreaterThan(8);
  });

  test('siblings do not overlap, children lie inside their parents', () => {
    const clashes = pairs(placed).filter(([a, b]) => a.parent === b.parent && overlap(a.box, b.box));
    expect(clashes.map(([a, b]) => [a.node.id, b.node.id])).toEqual([]);
    const outside = placed.filter((it) => it.parent && !within(it.box, boxOf.get(it.parent)!));
    expect(outside.map((it) => it.node.id)).toEqual([]);
  });

  test('texts lie inside their boxes and touch neither each other nor what lies inside', () => {
    expect(texts.filter((it) => !within(it.box, boxOf.get(it.owner)!)).map((it) => it.id)).toEqual([]);
    const clashes = pairs(texts).filter(([a, b]) => overlap(a.box, b.box));
    expect(clashes.map(([a, b]) => [a.id, b.id])).toEqual([]);
    const covered = texts.flatMap((text) =>
      placed.filter((it) => it.parent === text.owner && overlap(text.box, it.box)).map((it) => [text.id, it.node.id]),
    );
    expect(covered).toEqual([]);
  });

  test('arrows begin and end at the edges of their things, in level and upright pieces', () => {
    const loose = routes.flatMap(({ edge, points }) => {
      const ends = [
        [edge.from, points[0]!],
        [edge.to, points.at(-1)!],
      ] as const;
      return ends.filter(([id, point]) => !onEdge(point, boxOf.get(id)!)).map(([id]) => [edge.id, id]);
    });
    expect(loose).toEqual([]);
    const slanted = routes.filter(({ points }) =>
      points.slice(1).some((b, index) => b.x !== points[index]!.x && b.y !== points[index]!.y),
    );
    expect(slanted.map((it) => it.edge.id)).toEqual([]);
  });

  test('no arrow runs through a thing, a label or the heading of a frame', () => {
    const crossed = routes.flatMap(({ edge, points }) =>
      stretches(points)
        .flatMap((piece) => [
          ...things.filter((it) => it.id !== edge.from && it.id !== edge.to && overlap(piece, it.box)),
          ...[...labels, ...texts].filter((it) => overlap(piece, it.box)),
        ])
        .map((it) => [edge.id, it.id]),
    );
    expect(crossed).toEqual([]);
  });

  test('labels touch neither things nor texts nor each other, and all is on the paper', () => {
    const touched = labels.flatMap((label) =>
      [...things, ...texts].filter((it) => overlap(label.box, it.box)).map((it) => [label.id, it.id]),
    );
    expect(touched).toEqual([]);
    expect(
      pairs(labels)
        .filter(([a, b]) => overlap(a.box, b.box))
        .map(([a, b]) => [a.id, b.id]),
    ).toEqual([]);
    const paper = { x: 0, y: 0, width: picture.width, height: picture.height };
    const corners = routes.flatMap((it) =>
      it.points.map((at) => ({ id: it.edge.id, box: { ...at, width: 0, height: 0 } })),
    );
    expect([...things, ...labels, ...corners].filter((it) => !within(it.box, paper)).map((it) => it.id)).toEqual([]);
    expect(picture.legend.y - 16).toBeGreaterThanOrEqual(Math.max(...placed.map((it) => it.box.y + it.box.height)));
    expect(picture.legend.y + (diagram.legend.length - 1) * 16).toBeLessThan(picture.height);
  });

  test('no two arrows into different things end in one point', () => {
    const heads = routes.map((it) => ({ id: it.edge.id, to: it.edge.to, at: it.points.at(-1)! }));
    const same = pairs(heads).filter(([a, b]) => a.to !== b.to && a.at.x === b.at.x && a.at.y === b.at.y);
    expect(same.map(([a, b]) => [a.id, b.id])).toEqual([]);
  });
});

test('lines are broken at good places and never lose a letter', () => {
  const long = 'demo-alb-1234567890.ap-northeast-1.elb.amazonaws.com';
  expect(wrapTo(long, 30).join('')).toBe(long);
  for (const text of [long, 'x'.repeat(70), '日本語の長い名前'.repeat(8), 'a b c'])
    for (const line of wrapTo(text, 30)) expect(widthOf(line)).toBeLessThanOrEqual(30);
  expect(wrapTo('AWS Systems Manager Parameter Store', 24)).toEqual(['AWS Systems Manager', 'Parameter Store']);
  expect(wrapTo('', 30)).toEqual(['']);
});

test('full-width letters are counted twice', () => {
  expect(textWidth('構成', 10)).toBe(textWidth('abcd', 10));
});
