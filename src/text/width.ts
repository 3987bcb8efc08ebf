import { stripVTControlCharacters } from 'node:util';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const invisible = /^[\p{Cc}\p{Cf}\p{Mn}\p{Me}\u200b-\u200f\ufeff]*$/u;

const emoji = /\p{Emoji_Presentation}|\ufe0f/u;

/** Blocks of East Asian Width W and F (Unicode 16, EastAsianWidth.txt); emoji are told by their own property. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
];

function widthOfOne(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  if (emoji.test(grapheme)) return 2;
  const code = grapheme.codePointAt(0) ?? 0;
  // Half-width voicing marks join the letter before them but take a column of their own.
  const marks = grapheme.length > 1 ? (grapheme.slice(1).match(/[\uff9e\uff9f]/g)?.length ?? 0) : 0;
  return (wide.some(([first, last]) => code >= first && code <= last) ? 2 : 1) + marks;
}

/** How many columns a text takes on a terminal; colour codes take none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) width += widthOfOne(segment);
  return width;
}

/** The text with spaces up to a width. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** The text cut to a width, an ellipsis at its end when something is missing. For text without colour codes. */
export function truncateTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width < 1) return '';
  let cut = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = widthOfOne(segment);
    if (used + next > width - 1) break;
    cut += segment;
    used += next;
  }
  return `${cut}…`;
}
