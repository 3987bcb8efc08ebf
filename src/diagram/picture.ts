import { type Box, layOut, type Placed } from './layout.js';
import { labelSize, lineHeight, textWidth, titleSize } from './measure.js';
import type { Diagram } from './model.js';
import { type Route, routesOf } from './routes.js';

/** A diagram with everything in its place. */
export interface Picture {
  readonly diagram: Diagram;
  readonly width: number;
  readonly height: number;
  readonly placed: readonly Placed[];
  readonly routes: readonly Route[];
  /** Where title, subtitle and legend stand: their left edge and base lines. */
  readonly head: { readonly x: number; readonly title: number; readonly subtitle: number };
  readonly legend: { readonly x: number; readonly y: number };
}

/** Size of the picture's own title. */
export const headSize = 18;
const margin = 14;
const headHeight = 56;

const shifted = <T extends Box>(box: T, dy: number): T => ({ ...box, y: box.y + dy });

/** Computes the whole picture, its size included. */
export function pictureOf(diagram: Diagram): Picture {
  const placed = layOut(diagram).map(({ box, texts, ...it }) => ({
    ...it,
    box: shifted(box, headHeight),
    texts: texts.map((text) => ({ ...text, y: text.y + headHeight, box: shifted(text.box, headHeight) })),
  }));
  const routes = routesOf(diagram, placed);
  const boxes = [...placed.map((it) => it.box), ...routes.flatMap((it) => (it.label ? [it.label.box] : []))];
  const below = Math.max(
    ...boxes.map((it) => it.y + it.height),
    ...routes.flatMap((it) => it.points.map((at) => at.y)),
  );
  const texts = [
    textWidth(diagram.title, headSize, true),
    textWidth(diagram.subtitle, titleSize),
    ...diagram.legend.map((it) => textWidth(it, labelSize)),
  ];
  return {
    diagram,
    width: Math.ceil(Math.max(...boxes.map((it) => it.x + it.width), ...texts.map((it) => it + margin)) + margin),
    height: Math.ceil(below + margin + diagram.legend.length * lineHeight(labelSize) + margin),
    placed,
    routes,
    head: { x: margin, title: margin + 18, subtitle: margin + 40 },
    legend: { x: margin, y: below + margin + lineHeight(labelSize) },
  };
}
