/** Tells whether a path of the build context (with `/`, relative) is left out. */
export interface Ignore {
  excludes(path: string): boolean;
  /** Whether something below an excluded folder might be let in again. */
  mayReinclude(folder: string): boolean;
}

interface Rule {
  readonly include: boolean;
  readonly pattern: RegExp;
  /** The parts of the pattern, to know which folders an exception can reach. */
  readonly parts: readonly string[];
}

/**
 * Reads a `.dockerignore`: comments, blank lines, `!` exceptions, leading and trailing slashes, `*`, `?`, `[…]` and `**`. As with
 * Docker a pattern counts from the root of the context, a folder takes all below it along, and the last match decides.
 */
export function parseDockerignore(text: string): Ignore {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap(parseRule);
  const exceptions = rules.filter((rule) => rule.include);
  return {
    excludes(path) {
      let excluded = false;
      for (const rule of rules) if (rule.include === excluded && rule.pattern.test(path)) excluded = !rule.include;
      return excluded;
    },
    mayReinclude: (folder) => {
      const parts = folder.split('/');
      return exceptions.some((rule) => reaches(rule.parts, parts));
    },
  };
}

function parseRule(line: string): Rule[] {
  if (line.startsWith('#')) return [];
  const trimmed = line.trim();
  const include = trimmed.startsWith('!');
  const parts = clean(include ? trimmed.slice(1).trim() : trimmed);
  if (parts.length === 0) return [];
  return [{ include, parts, pattern: compile(parts) }];
}

/** The parts of a path without empty ones and `.`, with `..` resolved and never above the root. */
function clean(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}

/** A pattern for a path itself or anything below it. */
function compile(parts: readonly string[]): RegExp {
  let source = '';
  parts.forEach((part, i) => {
    const last = i === parts.length - 1;
    if (part === '**') source += last ? '.+' : '(?:[^/]+/)*';
    else source += compilePart(part) + (last ? '' : '/');
  });
  return new RegExp(`^${source}(?:/.*)?$`, 's');
}

function compilePart(part: string): string {
  let source = '';
  for (let i = 0; i < part.length; i++) {
    const sign = part[i]!;
    const end = sign === '[' ? part.indexOf(']', i + 2) : -1;
    if (sign === '*' && part[i + 1] === '*') {
      source += '.*';
      i++;
    } else if (sign === '*') source += '[^/]*';
    else if (sign === '?') source += '[^/]';
    else if (end > 0) {
      const inner = part.slice(i + 1, end);
      const negated = inner.startsWith('^');
      source += `[${negated ? '^/' : ''}${inner.slice(negated ? 1 : 0).replace(/[\\[\]^]/g, '\\$&')}]`;
      i = end;
    } else if (sign === '\\' && i + 1 < part.length) source += quote(part[++i]!);
    else source += quote(sign);
  }
  return source;
}

function quote(sign: string): string {
  return sign.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function reaches(pattern: readonly string[], folder: readonly string[]): boolean {
  for (const [i, part] of folder.entries()) {
    const wanted = pattern[i];
    // An exception that ends above the folder has let it in already, or was overruled.
    if (wanted === undefined) return true;
    if (wanted.includes('**')) return true;
    if (!new RegExp(`^${compilePart(wanted)}$`, 's').test(part)) return false;
  }
  return true;
}
