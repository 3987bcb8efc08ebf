import { badges, icons } from './icons.js';
import { type Box, badgeSize, iconSize, inset, type Placed } from './layout.js';
import { labelSize, lineHeight, lineSize, titleSize } from './measure.js';
import type { Diagram, Group, Thing } from './model.js';
import { categories, categoryOf, frames, inks } from './palette.js';
import { headSize, type Picture, pictureOf } from './picture.js';
import type { Label, Point, Route } from './routes.js';
import { attributes, escapeXml, rounded } from './xml.js';

/** Fonts that are on the machines of most readers; every one of them fits the widths that we count with. */
const fonts = "'Hiragino Sans', 'Yu Gothic UI', Meiryo, 'Noto Sans CJK JP', 'Noto Sans JP', system-ui, sans-serif";

type Time = 0 | 1;

function colours(time: Time): string {
  const fixed = [
    `.md-paper{fill:${inks.paper[time]}}`,
    `.md-card{fill:${inks.card[time]};stroke:${inks.cardLine[time]}}`,
    `.md-title{fill:${inks.ink[time]}}`,
    `.md-line{fill:${inks.faint[time]}}`,
    `.md-arrow{stroke:${inks.arrow[time]}}`,
    `.md-head{fill:${inks.arrow[time]}}`,
    `.md-label{fill:${inks.ink[time]};stroke:${inks.paper[time]}}`,
  ];
  const framed = Object.entries(frames).flatMap(([frame, { line, night, fill }]) => {
    const ink = time === 0 ? line : night;
    return [
      `.md-${frame}{stroke:${ink};fill:${fill?.[time] ?? 'none'}}`,
      `.md-${frame}-text{fill:${ink}}`,
      `.md-${frame}-badge{stroke:${ink}}`,
    ];
  });
  return [...fixed, ...framed].join('');
}

const style = [
  `.meibo-diagram text{font-family:${fonts}}`,
  '.md-arrow{fill:none;stroke-width:1.4}.md-managing{stroke-dasharray:5 4}.md-dashed{stroke-dasharray:6 4}',
  '.md-missing{stroke-dasharray:3 3;opacity:.6}.md-icon{fill:none;stroke:#fff;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}',
  '.md-badge{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}',
  // A seam in the colour of the paper keeps labels legible where a frame passes behind them.
  '.md-label{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}',
  colours(0),
  `@media (prefers-color-scheme:dark){${colours(1)}}`,
  `@media print{${colours(0)}}`,
].join('');

const text = (content: string, x: number, y: number, size: number, look: string, bold = false) =>
  `<text${attributes({ x, y, 'font-size': String(size), 'font-weight': bold ? '700' : undefined, class: look })}>${escapeXml(content)}</text>`;

const rect = ({ x, y, width, height }: Box, look: string, radius: number) =>
  `<rect${attributes({ x, y, width, height, rx: radius, class: look })}/>`;

function drawGroup(group: Group, { box, texts }: Placed): string {
  if (group.frame === 'none') return '';
  const { dashed } = frames[group.frame];
  const badge = badges[group.frame];
  const place = `translate(${rounded(box.x + inset)} ${rounded(box.y + 5)})`;
  return [
    rect(box, `md-${group.frame}${dashed ? ' md-dashed' : ''}`, 4),
    badge
      ? `<g transform="${place}" class="md-badge md-${group.frame}-badge" data-size="${badgeSize}">${badge}</g>`
      : '',
    ...texts.map((it) => text(it.text, it.x, it.y, it.size, `md-${group.frame}-text`, it.bold)),
  ].join('');
}

function drawThing(thing: Thing, { box, texts }: Placed): string {
  const [x, y] = [box.x + inset, box.y + (box.height - iconSize) / 2];
  return [
    `<g${thing.missing ? ' class="md-missing"' : ''}>`,
    rect(box, 'md-card', 6),
    `<rect${attributes({ x, y, width: iconSize, height: iconSize, rx: 4, fill: categories[categoryOf[thing.service]] })}/>`,
    `<g transform="translate(${rounded(x)} ${rounded(y)})" class="md-icon">${icons[thing.service]}</g>`,
    ...texts.map((it) => text(it.text, it.x, it.y, it.size, it.bold ? 'md-title' : 'md-line', it.bold)),
    '</g>',
  ].join('');
}

/** The head of an arrow: a triangle at its end, as a shape of its own because not every viewer draws markers. */
function headOf(points: readonly Point[]): string {
  const [before, tip] = points.slice(-2) as [Point, Point];
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [dx, dy] = [(tip.x - before.x) / length, (tip.y - before.y) / length];
  const corner = (side: number) =>
    `${rounded(tip.x - 8 * dx - side * 4 * dy)},${rounded(tip.y - 8 * dy + side * 4 * dx)}`;
  return `<polygon class="md-head" points="${rounded(tip.x)},${rounded(tip.y)} ${corner(1)} ${corner(-1)}"/>`;
}

function drawRoute({ edge, points }: Route): string {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`).join('');
  return `<path class="md-arrow${edge.managing ? ' md-managing' : ''}" d="${path}"/>${headOf(points)}`;
}

function drawLabel({ lines, box }: Label): string {
  const height = lineHeight(labelSize);
  return lines.map((it, i) => text(it, box.x, box.y + i * height + height * 0.74, labelSize, 'md-label')).join('');
}

function headLines({ diagram, head, legend }: Picture): string {
  return [
    text(diagram.title, head.x, head.title, headSize, 'md-title', true),
    text(diagram.subtitle, head.x, head.subtitle, titleSize, 'md-line'),
    ...diagram.legend.map((it, i) => text(it, legend.x, legend.y + i * lineHeight(lineSize), lineSize, 'md-line')),
  ].join('');
}

/** The diagram as one SVG without any outer reference; follows the reader's light or dark scheme and prints in light. */
export function renderSvg(diagram: Diagram): string {
  const picture = pictureOf(diagram);
  const { width, height, placed, routes } = picture;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg"${attributes({ viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', class: 'meibo-diagram' })}>`,
    `<title>${escapeXml(diagram.title)}</title><desc>${escapeXml(diagram.subtitle)}</desc>`,
    `<style>${style}</style>`,
    `<rect${attributes({ width, height, class: 'md-paper' })}/>`,
    ...placed.map((it) => (it.node.kind === 'group' ? drawGroup(it.node, it) : '')),
    ...routes.map(drawRoute),
    ...placed.map((it) => (it.node.kind === 'thing' ? drawThing(it.node, it) : '')),
    ...routes.map((it) => (it.label ? drawLabel(it.label) : '')),
    headLines(picture),
    '</svg>',
  ]
    .filter(Boolean)
    .join('\n')
    .concat('\n');
}
