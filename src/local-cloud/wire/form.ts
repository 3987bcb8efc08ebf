import { Problem } from './problem.js';
import type { Member, Shape, Structure } from './shapes.js';

/** A form's keys as a tree: `Tag.1.Key=a` lies under `Tag`, `1`, `Key`. */
export interface Branch {
  value?: string;
  children?: Map<string, Branch>;
}

/** The two dialects of form: ec2Query flattens lists and has its own keys. */
export type Dialect = 'awsQuery' | 'ec2Query';

const unquote = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Problem('malformed', text.slice(0, 40));
  }
};

/** Reads `a=b&c.d=e` into a tree; the last of equal keys wins. */
export function parseForm(text: string): Branch {
  const root: Branch = { children: new Map() };
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = unquote(equals < 0 ? pair : pair.slice(0, equals));
    let branch = root;
    for (const part of key.split('.')) {
      branch.children ??= new Map();
      let next = branch.children.get(part);
      if (!next) {
        next = {};
        branch.children.set(part, next);
      }
      branch = next;
    }
    branch.value = equals < 0 ? '' : unquote(pair.slice(equals + 1));
  }
  return root;
}

const under = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

function firstKey(branch: Branch, path: string): string {
  let [here, where] = [branch, path];
  while (here.value === undefined) {
    const [next] = here.children ?? [];
    if (!next) break;
    where = under(where, next[0]);
    here = next[1];
  }
  return where;
}

/** The numbered branches, in the order of their numbers. */
function numbered(branch: Branch, path: string): [string, Branch][] {
  const entries = [...(branch.children ?? [])];
  const wrong = entries.find(([key]) => !/^[1-9]\d{0,8}$/.test(key));
  if (wrong) throw new Problem('unknown', firstKey(wrong[1], under(path, wrong[0])));
  return entries.sort(([a], [b]) => Number(a) - Number(b));
}

function readSimple(kind: Shape['kind'], branch: Branch, path: string): unknown {
  if (branch.children) throw new Problem('unknown', firstKey({ children: branch.children }, path));
  const text = branch.value ?? '';
  if (kind === 'string' || kind === 'document') return text;
  if (kind === 'boolean') {
    if (/^true$/i.test(text)) return true;
    if (/^false$/i.test(text)) return false;
    throw new Problem('type', path, 'a boolean');
  }
  if (kind === 'number') {
    if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) || /^-?Infinity$|^NaN$/.test(text)) return Number(text);
    throw new Problem('type', path, 'a number');
  }
  if (kind === 'timestamp') {
    const at = new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
    if (text === '' || Number.isNaN(at.getTime())) throw new Problem('type', path, 'a timestamp');
    return at;
  }
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Problem('type', path, 'base64');
  return new Uint8Array(Buffer.from(text, 'base64'));
}

const parts = (member: Member, dialect: Dialect): string => (dialect === 'ec2Query' ? member.ec2Key : member.formKey);

function readMap(shape: Extract<Shape, { kind: 'map' }>, branch: Branch, path: string, dialect: Dialect): unknown {
  const where = under(path, 'entry');
  const entries = branch.children?.get('entry');
  if (!entries) throw new Problem('unknown', firstKey(branch, path));
  return Object.fromEntries(
    numbered(entries, where).map(([index, entry]) => {
      const key = entry.children?.get(shape.key.formKey)?.value;
      if (key === undefined) throw new Problem('missing', `${where}.${index}.${shape.key.formKey}`);
      const value = entry.children?.get(shape.value.formKey) ?? { value: '' };
      return [key, readBranch(shape.value.shape, value, `${where}.${index}.${shape.value.formKey}`, dialect)];
    }),
  );
}

function readBranch(shape: Shape, branch: Branch, path: string, dialect: Dialect): unknown {
  if (shape.kind === 'structure') return readStructure(shape, branch, path, dialect);
  if (shape.kind === 'map') return branch.value === '' && !branch.children ? {} : readMap(shape, branch, path, dialect);
  if (shape.kind !== 'list') return readSimple(shape.kind, branch, path);
  if (!branch.children) {
    if (branch.value === '') return [];
    throw new Problem('type', path, 'a list');
  }
  const name = ['member', shape.member.formKey].find((key) => branch.children?.has(key));
  const flat = dialect === 'ec2Query' || name === undefined;
  const items = flat ? branch : branch.children.get(name)!;
  const where = flat ? path : under(path, name);
  return numbered(items, where).map(([index, item]) =>
    readBranch(shape.member.shape, item, `${where}.${index}`, dialect),
  );
}

/** Reads a form's tree into the SDK's typed input. Throws a Problem. */
export function readStructure(
  shape: Structure,
  branch: Branch,
  path: string,
  dialect: Dialect,
  ignored: readonly string[] = [],
): Record<string, unknown> {
  if (branch.value) throw new Problem('type', path, 'a structure');
  const out: Record<string, unknown> = {};
  const left = new Set(branch.children?.keys());
  for (const key of ignored) left.delete(key);
  for (const member of shape.members) {
    const key = parts(member, dialect);
    const child = branch.children?.get(key);
    if (child) {
      left.delete(key);
      out[member.name] = readBranch(member.shape, child, under(path, key), dialect);
    } else if (member.required) {
      throw new Problem('missing', under(path, key));
    }
  }
  for (const key of left) throw new Problem('unknown', firstKey(branch.children!.get(key)!, under(path, key)));
  return out;
}
