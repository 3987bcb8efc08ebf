import type { Shape, Structure } from './shapes.js';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

/** Text that is safe inside an element; characters that XML 1.0 cannot carry are left out. */
export const escapeXml = (text: string): string =>
  /[&<>"\r\p{Cc}\uFFFE\uFFFF]/u.test(text)
    ? text
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to leave out
        .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
        .replace(/[&<>"\r]/g, (character) => entities[character]!)
    : text;

const timestamp = (value: Date): string => value.toISOString().replace('.000Z', 'Z');

function content(shape: Shape, value: unknown): string {
  if (shape.kind === 'structure') return writeMembers(shape, value as Record<string, unknown>);
  if (shape.kind === 'list') {
    const { element, shape: each } = shape.member;
    return (value as unknown[]).map((item) => `<${element}>${content(each, item)}</${element}>`).join('');
  }
  if (shape.kind === 'map') {
    const [key, inner] = [shape.key.element, shape.value.element];
    return Object.entries(value as Record<string, unknown>)
      .map(([name, item]) => {
        const text = content(shape.value.shape, item);
        return `<entry><${key}>${escapeXml(name)}</${key}><${inner}>${text}</${inner}></entry>`;
      })
      .join('');
  }
  if (shape.kind === 'timestamp') return timestamp(value as Date);
  if (shape.kind === 'blob') return Buffer.from(value as Uint8Array).toString('base64');
  return escapeXml(String(value));
}

/** A structure's members as XML elements, without an element around them; members without a value are left out. */
export function writeMembers(shape: Structure, value: Readonly<Record<string, unknown>>): string {
  let out = '';
  for (const member of shape.members) {
    const each = value[member.name];
    if (each !== undefined && each !== null)
      out += `<${member.element}>${content(member.shape, each)}</${member.element}>`;
  }
  return out;
}
