import type { ServerResponse } from 'node:http';

const TITLES = {
  400: '400 Bad Request',
  405: '405 Not Allowed',
  414: '414 Request-URI Too Large',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
} as const;

/** The status codes that the load balancer itself answers with. */
export type OwnCode = keyof typeof TITLES;

function writePage(code: OwnCode): string {
  const title = TITLES[code];
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
}

function listHeaders(page: string): string[] {
  return ['Server', 'awselb/2.0', 'Content-Type', 'text/html', 'Content-Length', String(Buffer.byteLength(page))];
}

/** Answers in the load balancer's own name. */
export function answerOwn(response: ServerResponse, code: OwnCode): void {
  const page = writePage(code);
  response.writeHead(code, TITLES[code].slice(4), listHeaders(page));
  response.end(page);
}

/** The same as raw bytes, for a request that could not be parsed. */
export function renderOwn(code: OwnCode): string {
  const page = writePage(code);
  const headers = listHeaders(page);
  const lines = [`HTTP/1.1 ${TITLES[code]}`];
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  return `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${page}`;
}
