import { renderSvg } from '../diagram/svg.js';
import { escapeXml } from '../diagram/xml.js';
import type { Block, Cell, HandoutDocument, Section, Table } from './document.js';
import { style } from './style.js';

const lines = (text: string) => escapeXml(text).replaceAll('\n', '<br>');

/** Links lead to the web and nowhere else, whatever an answer held. */
const isLink = (href: string | undefined): href is string => href !== undefined && /^https?:\/\//.test(href);

/** The name of a call is broken between service and operation, if anywhere. */
const cellLines = (text: string) => lines(text).replaceAll(/([a-z]:)(?=[A-Z])/g, '$1<wbr>');

function drawCell(cell: Cell): string {
  if (typeof cell === 'string') return cellLines(cell);
  const { text, href, notes = [] } = cell;
  const noted = notes.map((it) => `<span class="note">${lines(it)}</span>`).join('');
  if (!isLink(href)) return cellLines(text) + noted;
  // With a note, the note is what is clicked: the text names the source.
  const link = (inner: string) => `<a href="${escapeXml(href)}">${inner}</a>`;
  return notes.length > 0
    ? `${cellLines(text)}<span class="note">${link(lines(notes.join(' ')))}</span>`
    : link(lines(text));
}

function drawRow(row: readonly Cell[], { head, code = [] }: Table): string {
  const cells = row.map((cell, index) => {
    const tone = typeof cell === 'string' ? undefined : cell.tone;
    const looks = [tone && 'mark', tone, code.includes(index) && 'code'].filter(Boolean).join(' ');
    return `<td${looks ? ` class="${looks}"` : ''} data-label="${escapeXml(head[index] ?? '')}">${drawCell(cell)}</td>`;
  });
  return `<tr>${cells.join('')}</tr>`;
}

function drawTable(table: Table): string {
  const look =
    table.groups.length > 1 || table.groups[0]?.title ? (table.head.length > 2 ? 'checks' : 'sheet') : 'tables';
  const head = table.head.map((it) => `<th scope="col">${escapeXml(it)}</th>`).join('');
  const bodies = table.groups.map(({ title, rows }) => {
    const heading = title
      ? `<tr><th colspan="${table.head.length}" scope="rowgroup">${escapeXml(title)}</th></tr>`
      : '';
    return `<tbody>${heading}${rows.map((it) => drawRow(it, table)).join('\n')}</tbody>`;
  });
  return `<table class="${look}"><thead><tr>${head}</tr></thead>\n${bodies.join('\n')}</table>`;
}

function drawBlock(block: Block): string {
  switch (block.kind) {
    case 'table':
      return drawTable(block);
    case 'text':
      return `<p${block.tone ? ` class="${block.tone}"` : ''}>${lines(block.text)}</p>`;
    case 'heading':
      return `<h3>${escapeXml(block.text)}</h3>`;
    case 'code':
      return `${block.caption ? `<p>${lines(block.caption)}</p>` : ''}<pre>${escapeXml(block.text)}</pre>`;
    case 'diagram':
      return `<div class="picture">${renderSvg(block.diagram)}</div>`;
  }
}

function drawSection({ id, title, blocks, page }: Section): string {
  const body = blocks.map(drawBlock).join('\n');
  return `<section id="${escapeXml(id)}"${page ? ` class="${page}"` : ''}>\n<h2>${escapeXml(title)}</h2>\n${body}\n</section>`;
}

/** The report as one HTML page that needs nothing but itself. */
export function renderHtml({ language, title, about, contents, sections }: HandoutDocument): string {
  const facts = about.map(([label, cell]) => {
    const tone = typeof cell === 'string' ? undefined : cell.tone;
    return `<dt>${escapeXml(label)}</dt><dd${tone ? ` class="${tone}"` : ''}>${drawCell(cell)}</dd>`;
  });
  const links = sections.map((it) => `<a href="#${escapeXml(it.id)}">${escapeXml(it.title)}</a>`);
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="meibo-infra">',
    `<title>${escapeXml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<header>\n<h1>${escapeXml(title)}</h1>\n<dl>${facts.join('\n')}</dl>`,
    `<nav><strong>${escapeXml(contents)}</strong> ${links.join('\n')}</nav>\n</header>`,
    '<main>',
    ...sections.map(drawSection),
    '</main>',
    '<footer>meibo-infra</footer>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
