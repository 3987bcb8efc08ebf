import { renderMermaid } from '../diagram/mermaid.js';
import type { Block, Cell, HandoutDocument, Table } from './document.js';

/** Text in which Markdown and HTML find nothing of theirs. */
const plain = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~#]/g, '\\$&')
    .replaceAll('\n', '<br>');

function drawCell(cell: Cell): string {
  if (typeof cell === 'string') return plain(cell);
  const { text, href, notes = [] } = cell;
  const link = (it: string) =>
    href && /^https?:\/\//.test(href)
      ? `[${it}](<${href.replaceAll(/[<>\\|\s]/g, (sign) => encodeURIComponent(sign))}>)`
      : it;
  const noted = notes.map(plain);
  if (noted.length === 0) return link(plain(text));
  return [plain(text), ...noted.slice(0, -1), href ? link(noted.at(-1) ?? '') : (noted.at(-1) ?? '')].join('<br>');
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** Markdown knows no heads of groups: theirs is a row in bold. */
function drawTable({ head, groups }: Table): string {
  const bodies = groups.flatMap(({ title, rows }) => [
    ...(title ? [row([`**${plain(title)}**`, ...head.slice(1).map(() => '')])] : []),
    ...rows.map((it) => row(it.map(drawCell))),
  ]);
  return [row(head.map(plain)), row(head.map(() => '---')), ...bodies].join('\n');
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((it) => it[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

function drawBlock(block: Block): string {
  switch (block.kind) {
    case 'table':
      return drawTable(block);
    case 'text':
      return plain(block.text);
    case 'heading':
      return `### ${plain(block.text)}`;
    case 'code':
      return fenced(block.text);
    case 'diagram':
      return fenced(renderMermaid(block.diagram), 'mermaid');
  }
}

/** The report as Markdown, the diagram as Mermaid in it. */
export function renderMarkdown({ title, about, sections }: HandoutDocument): string {
  return [
    `# ${plain(title)}`,
    about.map(([label, cell]) => `- ${plain(label)}: ${drawCell(cell)}`).join('\n'),
    ...sections.flatMap((it) => [`## ${plain(it.title)}`, ...it.blocks.map(drawBlock)]),
    '',
  ].join('\n\n');
}
