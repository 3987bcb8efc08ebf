import { widthOf } from '../text/width.js';

/** Sizes of text; pixels. Latin letters of the fonts we name are half as wide as high, and a little more: room is left. */
export const titleSize = 13;
export const lineSize = 11.5;
export const labelSize = 11.5;

/** Width of one column (half a full-width letter) for each pixel of font size, wide enough for every font that is named. */
const column = 0.61;

/** How wide a text will be at a size, at most; bold is wider. Pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  return Math.ceil(widthOf(text) * size * column * (bold ? 1.12 : 1));
}

/** The height of a line of a size; pixels. */
export const lineHeight = (size: number): number => Math.round(size * 1.4);

/** A text in lines of at most so many columns: broken at spaces, else behind `. - / : _`, else anywhere. */
export function wrapTo(text: string, columns: number): readonly string[] {
  const pieces = text.split(/(?<=[\s./:_-])/u).flatMap((it) => (widthOf(it) > columns ? [...it] : [it]));
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && widthOf(line + piece.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}
