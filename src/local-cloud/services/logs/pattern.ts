import { invalid } from './api.js';

/** Whether a line satisfies a filter pattern: terms (all of them), `?term` (any of them), `-term` (none of them), quoted or not. Patterns in braces or brackets are not simulated. */
export function patternOf(pattern: string | undefined): (line: string) => boolean {
  const text = (pattern ?? '').trim();
  if (text === '') return () => true;
  if (/^[{[%]/.test(text)) throw invalid('The local cloud does not simulate structured filter patterns.');
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = '', quoted, bare]) => ({
    sign,
    term: (quoted ?? bare ?? '').replace(/\\(.)/g, '$1'),
  }));
  const of = (wanted: string) => terms.filter(({ sign }) => sign === wanted).map(({ term }) => term);
  const [all, any, none] = [of(''), of('?'), of('-')];
  return (line) =>
    all.every((term) => line.includes(term)) &&
    (any.length === 0 || any.some((term) => line.includes(term))) &&
    !none.some((term) => line.includes(term));
}
