import { labelOffset } from './drawio-label.js';
import { type Box, iconSize, inset, type Placed } from './layout.js';
import { labelSize, lineSize, titleSize } from './measure.js';
import type { Diagram, Frame, Group, Service, Thing } from './model.js';
import { categories, categoryOf, frames } from './palette.js';
import { headSize, pictureOf } from './picture.js';
import type { Route } from './routes.js';
import { attributes, escapeXml } from './xml.js';

/** Shapes of draw.io's own AWS library (aws4); those that are sorted as products are drawn inside a coloured square. */
const shapes: Readonly<Record<Service, string>> = {
  users: 'mxgraph.aws4.users',
  'internet-gateway': 'mxgraph.aws4.internet_gateway',
  'load-balancer': 'mxgraph.aws4.application_load_balancer',
  'load-balancer-node': 'mxgraph.aws4.elastic_network_interface',
  'nat-gateway': 'mxgraph.aws4.nat_gateway',
  fargate: 'resource:mxgraph.aws4.fargate',
  rds: 'resource:mxgraph.aws4.rds',
  ecs: 'resource:mxgraph.aws4.ecs',
  scaling: 'resource:mxgraph.aws4.application_auto_scaling',
  ecr: 'resource:mxgraph.aws4.ecr',
  logs: 'resource:mxgraph.aws4.cloudwatch_2',
  parameter: 'mxgraph.aws4.parameter_store',
  s3: 'resource:mxgraph.aws4.s3',
  endpoint: 'mxgraph.aws4.endpoint',
};

const groupIcons: Readonly<Record<Frame, string | undefined>> = {
  cloud: 'mxgraph.aws4.group_aws_cloud_alt',
  region: 'mxgraph.aws4.group_region',
  vpc: 'mxgraph.aws4.group_vpc',
  zone: undefined,
  'public-subnet': 'mxgraph.aws4.group_security_group',
  'private-subnet': 'mxgraph.aws4.group_security_group',
  services: undefined,
};

/** Style words of mxGraph: `name=value;` each. */
const style = (all: Readonly<Record<string, string | number | undefined>>) =>
  Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value};`)
    .join('');

const html = (lines: readonly string[]) => lines.map((it) => escapeXml(it)).join('<br>');
const titled = (title: string, lines: readonly string[]) =>
  `<b>${escapeXml(title)}</b>${lines.length > 0 ? `<br><font style="font-size:${lineSize}px">${html(lines)}</font>` : ''}`;

const geometry = ({ x, y, width, height }: Box) => `<mxGeometry${attributes({ x, y, width, height })} as="geometry"/>`;

function vertex(id: string, parent: string, value: string, look: string, box: Box): string {
  return `<mxCell${attributes({ id, value, style: look, vertex: '1', parent })}>${geometry(box)}</mxCell>`;
}

function groupStyle({ frame }: Group): string {
  if (frame === 'none') return '';
  const { line, fill, dashed } = frames[frame];
  const icon = groupIcons[frame];
  return style({
    ...(icon && { shape: 'mxgraph.aws4.group', grIcon: icon, grStroke: frame.endsWith('subnet') ? 0 : undefined }),
    html: 1,
    whiteSpace: 'wrap',
    container: 1,
    collapsible: 0,
    pointerEvents: 0,
    recursiveResize: 0,
    outlineConnect: 0,
    strokeColor: line,
    fillColor: fill?.[0] ?? 'none',
    fontColor: line,
    fontSize: titleSize,
    verticalAlign: 'top',
    align: 'left',
    spacingLeft: icon ? 30 : 8,
    dashed: dashed ? 1 : 0,
  });
}

function iconStyle(service: Service): string {
  const shape = shapes[service];
  const product = shape.startsWith('resource:');
  return style({
    sketch: 0,
    outlineConnect: 0,
    aspect: 'fixed',
    html: 1,
    fillColor: categories[categoryOf[service]],
    strokeColor: product ? '#ffffff' : 'none',
    shape: product ? 'mxgraph.aws4.resourceIcon' : shape,
    resIcon: product ? shape.slice('resource:'.length) : undefined,
  });
}

const cardStyle = ({ missing }: Thing) =>
  style({
    rounded: 1,
    arcSize: 6,
    html: 1,
    whiteSpace: 'wrap',
    container: 1,
    collapsible: 0,
    fillColor: '#ffffff',
    strokeColor: '#aab7b8',
    fontColor: '#16191f',
    fontSize: titleSize,
    align: 'left',
    verticalAlign: 'middle',
    spacingLeft: inset + iconSize + 6,
    dashed: missing ? 1 : undefined,
  });

/** The nearest node around one that is drawn; frames without an outline are passed over. */
function drawnParent(it: Placed, all: ReadonlyMap<string, Placed>): Placed | undefined {
  const parent = it.parent === undefined ? undefined : all.get(it.parent);
  return parent?.node.kind === 'group' && parent.node.frame === 'none' ? drawnParent(parent, all) : parent;
}

function drawPlaced(it: Placed, all: ReadonlyMap<string, Placed>): readonly string[] {
  const { node, box } = it;
  if (node.kind === 'group' && node.frame === 'none') return [];
  const parent = drawnParent(it, all);
  const inside = { ...box, x: box.x - (parent?.box.x ?? 0), y: box.y - (parent?.box.y ?? 0) };
  const above = parent?.node.id ?? '1';
  if (node.kind === 'group') return [vertex(node.id, above, titled(node.title, node.lines), groupStyle(node), inside)];
  const icon = { x: inset, y: (box.height - iconSize) / 2, width: iconSize, height: iconSize };
  return [
    vertex(node.id, above, titled(node.title, node.lines), cardStyle(node), inside),
    vertex(`${node.id}-icon`, node.id, '', iconStyle(node.service), icon),
  ];
}

function drawEdge(route: Route, all: ReadonlyMap<string, Placed>): string {
  const { edge, points, label } = route;
  const [start, end] = [points[0], points.at(-1)];
  const at = (id: string, point: typeof start) => {
    const { x, y, width, height } = (all.get(id) as Placed).box;
    return [((point?.x ?? 0) - x) / width, ((point?.y ?? 0) - y) / height].map((it) => Math.round(it * 1000) / 1000);
  };
  const [exitX, exitY] = at(edge.from, start);
  const [entryX, entryY] = at(edge.to, end);
  const look = style({
    edgeStyle: 'orthogonalEdgeStyle',
    html: 1,
    rounded: 0,
    endArrow: 'block',
    endFill: 1,
    strokeColor: '#37414d',
    fontSize: labelSize,
    labelBackgroundColor: '#ffffff',
    dashed: edge.managing ? 1 : 0,
    exitX,
    exitY,
    exitDx: 0,
    exitDy: 0,
    entryX,
    entryY,
    entryDx: 0,
    entryDy: 0,
  });
  const corners = points.slice(1, -1).map((it) => `<mxPoint${attributes({ x: it.x, y: it.y })}/>`);
  const road = corners.length > 0 ? `<Array as="points">${corners.join('')}</Array>` : '';
  const cell = { id: edge.id, value: label ? html(label.lines) : '', style: look, edge: '1', parent: '1' };
  return `<mxCell${attributes({ ...cell, source: edge.from, target: edge.to })}><mxGeometry relative="1" as="geometry">${road}${labelOffset(route)}</mxGeometry></mxCell>`;
}

/** The diagram as a draw.io file with the shapes of its AWS library, for further work by hand. */
export function renderDrawio(diagram: Diagram): string {
  const { placed, routes, width, height, head, legend } = pictureOf(diagram);
  const all = new Map(placed.map((it) => [it.node.id, it]));
  const plain = (size: number) =>
    'text;' +
    style({
      text: '',
      html: 1,
      align: 'left',
      verticalAlign: 'top',
      fontSize: size,
      strokeColor: 'none',
      fillColor: 'none',
    });
  const title = { x: head.x, y: 6, width: width - 2 * head.x, height: 44 };
  const notes = {
    x: legend.x,
    y: legend.y - labelSize - 4,
    width: width - 2 * legend.x,
    height: diagram.legend.length * 18,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<mxfile host="meibo-infra">',
    `<diagram${attributes({ id: 'architecture', name: diagram.title })}>`,
    `<mxGraphModel${attributes({ dx: width, dy: height, grid: '1', gridSize: '10', guides: '1', page: '1', pageWidth: width, pageHeight: height })}>`,
    '<root>',
    '<mxCell id="0"/>',
    '<mxCell id="1" parent="0"/>',
    vertex(
      'title',
      '1',
      `<b>${escapeXml(diagram.title)}</b><br>${escapeXml(diagram.subtitle)}`,
      plain(headSize - 4),
      title,
    ),
    ...placed.flatMap((it) => drawPlaced(it, all)),
    // What is drawn later lies above: no road runs through a label.
    ...routes.toSorted((a, b) => Number(Boolean(a.label)) - Number(Boolean(b.label))).map((it) => drawEdge(it, all)),
    vertex('legend', '1', html(diagram.legend), plain(lineSize), notes),
    '</root>',
    '</mxGraphModel>',
    '</diagram>',
    '</mxfile>',
    '',
  ].join('\n');
}
