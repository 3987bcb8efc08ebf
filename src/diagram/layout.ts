import { lineHeight, lineSize, textWidth, titleSize, wrapTo } from './measure.js';
import type { Diagram, Group, Node, Thing } from './model.js';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of text in its place; `y` is the base line. */
export interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly bold: boolean;
  /** The room it takes at most. */
  readonly box: Box;
}

/** A node in its place, in the coordinates of the whole picture. */
export interface Placed {
  readonly node: Node;
  readonly parent?: string;
  readonly box: Box;
  readonly texts: readonly Text[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Side of a thing's icon, and of a frame's; pixels. */
export const iconSize = 36;
export const badgeSize = 20;
/** Between a thing's edge and its icon, its icon and its text, its text and its edge; pixels. */
export const inset = 10;

const padding = 14;
const titleColumns = 24;

/** The lines of a thing's title. */
export const titleLines = (title: string): readonly string[] => wrapTo(title, titleColumns);

const textHeight = (titles: number, lines: number) => titles * lineHeight(titleSize) + lines * lineHeight(lineSize);

const widestOf = (titles: readonly string[], lines: readonly string[]) =>
  Math.max(0, ...titles.map((it) => textWidth(it, titleSize, true)), ...lines.map((it) => textWidth(it, lineSize)));

function sizeOfThing({ title, lines }: Thing): Size {
  const titles = titleLines(title);
  return {
    width: inset + iconSize + inset + widestOf(titles, lines) + inset,
    height: Math.max(iconSize, textHeight(titles.length, lines.length)) + 2 * inset,
  };
}

const hasBadge = ({ frame }: Group) => frame !== 'zone' && frame !== 'services';

const headerOf = (it: Group) => (it.frame === 'none' ? 0 : textHeight(1, it.lines.length) + 14);

/** Room between a frame's edges and its children. */
function roomOf(it: Group): { top: number; right: number; bottom: number; left: number } {
  const around = it.frame === 'none' ? 0 : padding;
  const { top = 0, right = 0, bottom = 0, left = 0 } = it.room ?? {};
  return { top: headerOf(it) + top, right: around + right, bottom: around + bottom, left: around + left };
}

const gapAfter = ({ gap }: Group, index: number) => (typeof gap === 'number' ? gap : (gap[index] ?? 0));

const sum = (all: readonly number[]) => all.reduce((total, it) => total + it, 0);

type Sizes = Map<string, Size>;

/** The sizes of a node and all in it; `least` is what the classes need at least. */
function measure(node: Node, least: Sizes, sizes: Sizes): Size {
  const own = node.kind === 'thing' ? sizeOfThing(node) : sizeOfGroup(node, least, sizes);
  const wanted = (node.sizedAs && least.get(node.sizedAs)) || own;
  // Frames of a class share only their width: a zone without a database need not be as high as one with it.
  const height = node.kind === 'thing' ? Math.max(own.height, wanted.height) : own.height;
  const size = { width: Math.max(own.width, wanted.width), height };
  sizes.set(node.id, size);
  return size;
}

function sizeOfGroup(group: Group, least: Sizes, sizes: Sizes): Size {
  const inner = group.children.map((it) => measure(it, least, sizes));
  const gaps = sum(group.children.slice(1).map((_, index) => gapAfter(group, index)));
  const along = (side: 'width' | 'height') => sum(inner.map((it) => it[side])) + gaps;
  const across = (side: 'width' | 'height') => Math.max(0, ...inner.map((it) => it[side]));
  const room = roomOf(group);
  const row = group.flow === 'row';
  const head = inset + (hasBadge(group) ? badgeSize + 8 : 0) + widestOf([group.title], group.lines) + inset;
  return {
    width: Math.max(
      group.frame === 'none' ? 0 : head,
      (row ? along('width') : across('width')) + room.left + room.right,
    ),
    height: (row ? across('height') : along('height')) + room.top + room.bottom,
  };
}

/** What the members of each class need at most, so that all can be given it. */
function classesOf(root: Node, sizes: Sizes): Sizes {
  const classes: Sizes = new Map();
  const visit = (node: Node) => {
    const size = sizes.get(node.id) as Size;
    if (node.sizedAs) {
      const known = classes.get(node.sizedAs) ?? size;
      classes.set(node.sizedAs, {
        width: Math.max(known.width, size.width),
        height: Math.max(known.height, size.height),
      });
    }
    if (node.kind === 'group') node.children.forEach(visit);
  };
  visit(root);
  return classes;
}

const line = (text: string, x: number, y: number, size: number, bold: boolean): Text => {
  const height = lineHeight(size);
  const box = { x, y, width: textWidth(text, size, bold), height };
  return { text, x, y: y + Math.round(height * 0.74), size, bold, box };
};

/** Titles above lines, from a corner on. */
function textsFrom(titles: readonly string[], lines: readonly string[], x: number, y: number): readonly Text[] {
  const below = y + titles.length * lineHeight(titleSize);
  return [
    ...titles.map((it, index) => line(it, x, y + index * lineHeight(titleSize), titleSize, true)),
    ...lines.map((it, index) => line(it, x, below + index * lineHeight(lineSize), lineSize, false)),
  ];
}

function textsOf(node: Node, { x, y, height }: Box): readonly Text[] {
  if (node.kind === 'group') {
    if (node.frame === 'none') return [];
    return textsFrom([node.title], node.lines, x + inset + (hasBadge(node) ? badgeSize + 8 : 0), y + 6);
  }
  const titles = titleLines(node.title);
  const top = y + Math.round((height - textHeight(titles.length, node.lines.length)) / 2);
  return textsFrom(titles, node.lines, x + inset + iconSize + inset, top);
}

/** Gives every node its place: two passes of measuring (the second with what the classes need), one of placing. */
export function layOut({ root }: Diagram): readonly Placed[] {
  const first: Sizes = new Map();
  measure(root, new Map(), first);
  const sizes: Sizes = new Map();
  const size = measure(root, classesOf(root, first), sizes);
  const placed: Placed[] = [];
  place(root, { x: padding, y: padding, ...size }, undefined, sizes, placed);
  return placed.map((it) => aligned(it, placed));
}

function place(node: Node, box: Box, parent: string | undefined, sizes: Sizes, placed: Placed[]): void {
  placed.push({ node, box, texts: textsOf(node, box), ...(parent !== undefined && { parent }) });
  if (node.kind === 'thing') return;
  const room = roomOf(node);
  const inner = {
    x: box.x + room.left,
    y: box.y + room.top,
    width: box.width - room.left - room.right,
    height: box.height - room.top - room.bottom,
  };
  let along = node.flow === 'row' ? inner.x : inner.y;
  for (const [index, child] of node.children.entries()) {
    const own = sizes.get(child.id) as Size;
    const last = node.lastAtEnd && index === node.children.length - 1;
    if (node.flow === 'row') {
      // Frames fill the row; things stand in its middle.
      const height = child.kind === 'group' ? inner.height : own.height;
      place(
        child,
        { x: along, y: inner.y + (inner.height - height) / 2, width: own.width, height },
        node.id,
        sizes,
        placed,
      );
      along += own.width + gapAfter(node, index);
    } else {
      const y = last ? inner.y + inner.height - own.height : along;
      place(child, { x: inner.x, y, width: inner.width, height: own.height }, node.id, sizes, placed);
      along += own.height + gapAfter(node, index);
    }
  }
}

/** How far from its right end a thing is met by what stands above it; pixels. */
export const endInset = 24;

/** A thing that stands above another is moved there. */
function aligned(it: Placed, all: readonly Placed[]): Placed {
  const { node, box } = it;
  const other = node.kind === 'thing' && node.above && all.find((other) => other.node.id === node.above);
  if (!other) return it;
  const moved = { ...box, x: other.box.x + other.box.width - endInset - box.width / 2 };
  return { ...it, box: moved, texts: textsOf(node, moved) };
}
