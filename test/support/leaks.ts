/** Base64 of a text wherever it stands within something longer that was encoded whole: it depends on where the text begins. */
function base64Within(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((before) => {
    const all = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters at both ends mix with what stands beside it.
    const last = (before + bytes.length) % 3 === 0 ? 0 : 1;
    return all.slice(before === 0 ? 0 : before + 1, all.length - last);
  });
}

/** A secret in every form in which it may stand in a text, by the form's name. */
export function formsOf(secret: string): Readonly<Record<string, readonly string[]>> {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const base64 = base64Within(secret);
  const url = encodeURIComponent(secret);
  return {
    raw: [secret],
    'JSON-escaped': [inJson, JSON.stringify(inJson).slice(1, -1)],
    'URL-encoded': [url, url.replaceAll('%20', '+'), encodeURIComponent(url)],
    base64: [...base64, ...base64.map((it) => it.replaceAll('+', '-').replaceAll('/', '_'))],
    hexadecimal: [Buffer.from(secret).toString('hex')],
  };
}

/** A text and where it was written. */
export interface Written {
  readonly where: string;
  readonly text: string;
}

/** The places at which a secret stands, in whatever form. */
export function leaksIn(written: readonly Written[], secrets: Iterable<string>): string[] {
  const sought = [...secrets].flatMap((it) => Object.values(formsOf(it)).flat());
  return [...new Set(written.filter(({ text }) => sought.some((it) => text.includes(it))).map((it) => it.where))];
}
