import type { ImageNews } from '../model/step.js';

/** Bytes as people write them: `12.3 MB`, by thousands as registries count. */
export function bytesIn(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 999.95 && unit < units.length - 1; unit++) value /= 1000;
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** `42%  84.0 MB / 200 MB  layers 1/3  31.2 MB/s`, or the last line of a build. */
export function imageNote(news: Extract<ImageNews, { type: 'image.progress' }>, layerWord: string): string {
  const { done, total, layers, speed, line = '' } = news;
  if (done === undefined || !total) return line;
  return [
    `${Math.floor((done / total) * 100)}%`,
    `${bytesIn(done)} / ${bytesIn(total)}`,
    ...(layers ? [`${layerWord} ${layers.done}/${layers.total}`] : []),
    ...(speed ? [`${bytesIn(speed)}/s`] : []),
  ].join('  ');
}
