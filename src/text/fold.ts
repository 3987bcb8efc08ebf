import { widthOf } from './width.js';

/** A text on as many lines as it needs: broken between words, and between any two letters where a word has no room (Japanese has no spaces). */
export function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(
    /(?<= )|(?<=[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef])(?![\u3001\u3002\uff09\u300d])/u,
  )) {
    for (const part of widthOf(piece) > width ? [...piece] : [piece]) {
      if (line !== '' && widthOf((line + part).trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += line === '' ? part.trimStart() : part;
    }
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}
