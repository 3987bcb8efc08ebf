/** Whether a status code is one that a health check's matcher (`200`, `200-299`, `200,404`) takes. */
export function matchesCode(matcher: string, code: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to] = part.split('-').map(Number);
    return from !== undefined && code >= from && code <= (to ?? from);
  });
}
