import type { Diagram, Group, Node, Thing } from './model.js';
import { categories, categoryOf, frames } from './palette.js';

/** Text inside a quoted Mermaid label: what would end the quotes, read as HTML or begin an entity is written as a number. */
const quoted = (lines: readonly string[]): string =>
  `"${lines.map((it) => it.replaceAll(/[#"<>&`\\;]/g, (sign) => `#${sign.codePointAt(0)};`).replaceAll(/\s+/g, ' ')).join('<br/>')}"`;

/** Ids as Mermaid takes them anywhere: letters, digits and underscores, and never one of its own words such as `end`. */
const idOf = (id: string): string => `n_${id.replaceAll(/[^A-Za-z0-9]/g, '_')}`;

function drawNode(node: Node, depth: number): readonly string[] {
  const space = '  '.repeat(depth);
  if (node.kind === 'thing') return [`${space}${idOf(node.id)}[${quoted([node.title, ...node.lines])}]`];
  if (node.frame === 'none') return node.children.flatMap((it) => drawNode(it, depth));
  // Mermaid leaves room for one line of a frame's title, and for none that is wider than what the frame holds: the id of a
  // subnet stands in the first thing inside.
  const ids = node.lines.filter((it) => it.startsWith('subnet-'));
  const title = [node.title, ...node.lines.filter((it) => !ids.includes(it))];
  const [first, ...others] = node.children;
  const inner = first?.kind === 'thing' ? [{ ...first, lines: [...first.lines, ...ids] }, ...others] : node.children;
  return [
    `${space}subgraph ${idOf(node.id)}[${quoted([title.join(' ')])}]`,
    ...inner.flatMap((it) => drawNode(it, depth + 1)),
    `${space}end`,
  ];
}

const flatten = (node: Node): readonly Node[] =>
  node.kind === 'thing' ? [node] : [node, ...node.children.flatMap(flatten)];

function drawStyles(root: Node): readonly string[] {
  const all = flatten(root);
  const things = all.filter((it): it is Thing => it.kind === 'thing');
  const groups = all.filter((it): it is Group => it.kind === 'group');
  const byCategory = Object.entries(categories).flatMap(([name, colour]) => {
    const ids = things.filter((it) => categoryOf[it.service] === name && !it.missing).map((it) => idOf(it.id));
    return ids.length > 0
      ? [`  classDef ${name} stroke:${colour},stroke-width:2px`, `  class ${ids.join(',')} ${name}`]
      : [];
  });
  const missing = things.filter((it) => it.missing).map((it) => idOf(it.id));
  const framed = groups.flatMap(({ id, frame }) => {
    if (frame === 'none') return [];
    const { line, dashed } = frames[frame];
    return [`  style ${idOf(id)} fill:none,stroke:${line}${dashed ? ',stroke-dasharray:6 4' : ''}`];
  });
  return [
    ...byCategory,
    ...(missing.length > 0 ? ['  classDef missing stroke-dasharray:3 3', `  class ${missing.join(',')} missing`] : []),
    ...framed,
  ];
}

/** The diagram as a Mermaid flowchart, for Markdown pages that draw such. */
export function renderMermaid({ title, subtitle, root, edges }: Diagram): string {
  const arrows = edges.map(({ from, to, label, managing, repeats }) => {
    const arrow = managing ? '-.->' : '-->';
    return `  ${idOf(from)} ${arrow}${label.length > 0 && !repeats ? `|${quoted(label)}|` : ''} ${idOf(to)}`;
  });
  return [
    `%% ${title} - ${subtitle}`.replaceAll(/[{}]/g, ''),
    'flowchart LR',
    ...drawNode(root, 1),
    ...arrows,
    ...drawStyles(root),
    '',
  ].join('\n');
}
