/** A moment for people, by the clock of the machine and with its distance from UTC: `2026-11-23 21:34:56 +09:00`. */
export function timeIn(at: Date | string): string {
  const date = new Date(at);
  const ahead = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + ahead * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  return `${local} ${ahead === 0 ? 'UTC' : `${ahead < 0 ? '-' : '+'}${two(ahead / 60)}:${two(ahead % 60)}`}`;
}
