const ANY = Symbol('any text');
const ONE = Symbol('one character');

/**
 * The patterns of EC2's filters, of IAM's policies and of ECR: `*` any text, `?` one character, a backslash before them takes
 * them literally. Only the last `*` is ever returned to, so that no pattern takes longer than the product of both lengths.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  if (!/[*?\\]/.test(pattern)) return (text) => text === pattern;
  const parts = (pattern.match(/\\?[\s\S]/g) ?? []).map((part) => {
    if (part === '*') return ANY;
    if (part === '?') return ONE;
    return part.length > 1 ? part.slice(1) : part;
  });
  return (text) => {
    let part = 0;
    let star = -1;
    let resume = 0;
    for (let at = 0; at < text.length; ) {
      if (parts[part] === ANY) {
        star = part;
        resume = at;
        part += 1;
      } else if (parts[part] === ONE || parts[part] === text[at]) {
        part += 1;
        at += 1;
      } else if (star >= 0) {
        resume += 1;
        at = resume;
        part = star + 1;
      } else {
        return false;
      }
    }
    return parts.slice(part).every((it) => it === ANY);
  };
}
