const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, which XML 1.0 does not take. */
const forbidden = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu;

/** Text for XML or HTML, in elements and in quoted attributes. */
export const escapeXml = (text: string): string =>
  text.replaceAll(forbidden, '').replaceAll(/[&<>"']/g, (it) => entities[it] ?? it);

/** Attributes of an element, escaped; undefined ones are left out, numbers are rounded to a tenth. */
export function attributes(all: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXml(typeof value === 'number' ? rounded(value) : (value ?? ''))}"`)
    .join('');
}

/** A number of pixels as it is written. */
export const rounded = (value: number): string => String(Math.round(value * 10) / 10);
