import { renderDrawio } from './drawio.js';
import { renderMermaid } from './mermaid.js';
import type { Diagram } from './model.js';
import { renderSvg } from './svg.js';

/** The ways a diagram can be written down. */
export const formats = {
  svg: renderSvg,
  mermaid: renderMermaid,
  drawio: renderDrawio,
} as const satisfies Readonly<Record<string, (diagram: Diagram) => string>>;

export type Format = keyof typeof formats;
