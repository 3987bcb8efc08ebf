/** An element of a parsed document. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: '\u00a0',
};

function decode(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|#39|nbsp);)/.test(text)) throw new Error(`bare & in «${text.slice(0, 80)}»`);
  return text.replaceAll(/&([#\w]+);/g, (_, name: string) => entities[name] ?? '');
}

function attributesOf(text: string, name: string): Record<string, string> {
  const found: Record<string, string> = {};
  const rest = text.replaceAll(/([\w:-]+)(?:="([^"<]*)")?/g, (_, key: string, value = '') => {
    if (key in found) throw new Error(`${key} twice in <${name}>`);
    found[key] = decode(value);
    return '';
  });
  if (rest.trim()) throw new Error(`<${name}> holds «${rest.trim()}»`);
  return found;
}

/** Elements of HTML that have no end. */
const empty = new Set(['meta', 'br', 'hr', 'img', 'link', 'input', 'col', 'wbr']);

/**
 * Reads XML, or HTML in which every element is closed, and throws at the first thing that is not well-formed: bare `<` and `&`, tags
 * that do not match, attributes that are not quoted or come twice.
 */
export function parseMarkup(source: string, kind: 'xml' | 'html' = 'xml'): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open: Element[] = [root];
  const body = source.replace(/^<\?xml[^>]*\?>\s*/, '').replace(/^<!doctype html>\s*/i, '');
  const tag = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/y;
  let at = 0;
  while (at < body.length) {
    const top = open.at(-1) as Element;
    if (body[at] !== '<') {
      const raw = top.name === 'style' ? body.indexOf('</style', at) : body.indexOf('<', at);
      const next = raw < 0 ? body.length : raw;
      const text = body.slice(at, next);
      top.text += top.name === 'style' ? text : decode(text);
      at = next;
      continue;
    }
    tag.lastIndex = at;
    const [whole = '', closing, name = '', attributes = '', selfClosed] = tag.exec(body) ?? [];
    if (!whole) throw new Error(`no tag at «${body.slice(at, at + 60)}»`);
    at += whole.length;
    if (closing) {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`);
      open.pop();
      continue;
    }
    const element: Element = { name, attributes: attributesOf(attributes, name), children: [], text: '' };
    top.children.push(element);
    if (!selfClosed && !(kind === 'html' && empty.has(name))) open.push(element);
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is never closed`);
  if (root.children.length !== 1) throw new Error(`${root.children.length} roots`);
  return root.children[0] as Element;
}

/** All elements below one, itself first. */
export const elementsOf = (it: Element): readonly Element[] => [it, ...it.children.flatMap(elementsOf)];
