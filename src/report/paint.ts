import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** A brush that colours or does not; whether it does was decided by the caller, not by the stream. */
export function createPaint(color: boolean): Paint {
  // styleText of Node 20 colours always; later ones would ask the stream unless told not to.
  return color
    ? (style, text) => (styleText as (s: Style, t: string, o: object) => string)(style, text, { validateStream: false })
    : (_style, text) => text;
}
