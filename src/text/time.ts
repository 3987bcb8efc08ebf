/** A moment for people: `2026-11-23 12:34:56 UTC`. */
export function timeIn(at: Date | string): string {
  const iso = typeof at === 'string' ? at : at.toISOString();
  return iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
}
