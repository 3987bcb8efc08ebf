import { describe, expect, test } from 'vitest';
import { composeDiagram } from '../../src/diagram/compose.js';
import { renderDrawio } from '../../src/diagram/drawio.js';
import { factsOfConfig } from '../../src/diagram/from-config.js';
import { renderMermaid } from '../../src/diagram/mermaid.js';
import { nodesOf } from '../../src/diagram/model.js';
import { renderSvg } from '../../src/diagram/svg.js';
import { en } from '../../src/text/en/index.js';
import { configOf } from '../support/stack.js';
import { elementsOf, parseMarkup } from './markup.js';
import { samples } from './samples.js';

const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;

/** Every line of every node and label. */
const said = ({ root, edges }: (typeof samples)[number]['diagram']) => [
  ...nodesOf(root).flatMap((it) => it.lines),
  ...edges.filter((it) => !it.repeats).flatMap((it) => it.label),
];

/** A config in which every text that a user writes tries to break out. */
const hostile = composeDiagram(
  factsOfConfig(configOf({ loadBalancer: { healthCheck: { path: '/"><script>&\'#;`|]x' } } })),
  en.diagram,
);

describe.each(samples)('$title', ({ diagram, words }) => {
  test('SVG is well-formed, needs nothing from elsewhere and says everything', () => {
    const svg = renderSvg(diagram);
    const all = elementsOf(parseMarkup(svg));
    expect(all[0]?.name).toBe('svg');
    const texts = all.filter((it) => it.name === 'text').map((it) => it.text);
    expect(said(diagram).filter((it) => !texts.includes(it))).toEqual([]);
    expect(all.filter((it) => it.name === 'polygon')).toHaveLength(diagram.edges.length);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\(|@import|<script|href|undefined|NaN/,
    );
    expect(svg).toContain('prefers-color-scheme:dark');
    if (words.language === 'en') expect(texts.join('')).not.toMatch(japanese);
    else expect(texts.join('')).toMatch(japanese);
  });

  test('draw.io: ids once, parents first, children inside, arrows between cells that are there', () => {
    const cells = elementsOf(parseMarkup(renderDrawio(diagram))).filter((it) => it.name === 'mxCell');
    const ids = cells.map((it) => it.attributes.id ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, 2)).toEqual(['0', '1']);
    const early = cells.filter(
      (it, index) => it.attributes.parent && !ids.slice(0, index).includes(it.attributes.parent),
    );
    expect(early.map((it) => it.attributes.id)).toEqual([]);
    const arrows = cells.filter((it) => it.attributes.edge === '1');
    expect(arrows).toHaveLength(diagram.edges.length);
    for (const it of arrows) expect(ids).toEqual(expect.arrayContaining([it.attributes.source, it.attributes.target]));
    const boxes = new Map(cells.map((it) => [it.attributes.id, it.children[0]?.attributes ?? {}]));
    for (const it of cells.filter((it) => it.attributes.vertex === '1')) {
      const { x, y, width, height } = it.children[0]?.attributes ?? {};
      expect([x, y, width, height].map(Number).every(Number.isFinite)).toBe(true);
      const parent = boxes.get(it.attributes.parent);
      if (parent?.width) expect(Number(x) + Number(width)).toBeLessThanOrEqual(Number(parent.width) + 0.2);
    }
    for (const it of cells.slice(2)) expect(it.attributes.style).toMatch(/^(text;)?([A-Za-z]+=[^;=]*;)+$/);
    const groups = cells.filter((it) => it.attributes.style?.includes('shape=mxgraph.aws4.group;'));
    expect(groups.map((it) => /grIcon=mxgraph\.aws4\.(\w+)/.exec(it.attributes.style ?? '')?.[1])).toContain(
      'group_vpc',
    );
    const values = cells.map((it) => it.attributes.value ?? '').join('\n');
    expect(said(diagram).filter((it) => !values.includes(it))).toEqual([]);
  });

  test('draw.io: labels where the picture has them, above every road', () => {
    const arrows = elementsOf(parseMarkup(renderDrawio(diagram))).filter((it) => it.attributes.edge === '1');
    const told = arrows.map((it) => Boolean(it.attributes.value));
    expect(told).toEqual(told.toSorted((a, b) => Number(a) - Number(b)));
    const offsets = arrows.map((it) => elementsOf(it).find((one) => one.attributes.as === 'offset')?.attributes);
    expect(offsets.map(Boolean)).toEqual(told);
    for (const it of offsets.filter((it) => it !== undefined))
      expect([it.x, it.y].map(Number).every(Number.isFinite)).toBe(true);
  });

  test('Mermaid: a flowchart whose lines are all of the grammar that we use', () => {
    const lines = renderMermaid(diagram).trimEnd().split('\n');
    expect(lines[1]).toBe('flowchart LR');
    const id = 'n_[A-Za-z0-9_]+';
    const label = '"(?:[^"#<>&`;\\\\]|#\\d+;|<br/>)+"';
    const forms = [
      `subgraph ${id}\\[${label}\\]`,
      'end',
      `${id}\\[${label}\\]`,
      `${id} (?:-->|-\\.->)(?:\\|${label}\\|)? ${id}`,
      'classDef [a-z]+ [a-z-]+:[^,;]+(?:,[a-z-]+:[^,;]+)*',
      `class ${id}(?:,${id})* [a-z]+`,
      `style ${id} fill:none,stroke:#[0-9a-f]{6}(?:,stroke-dasharray:6 4)?`,
    ].map((it) => new RegExp(`^\\s*${it}$`));
    expect(lines.slice(2).filter((line) => !forms.some((it) => it.test(line)))).toEqual([]);
    const starts = lines.filter((it) => /^\s*subgraph /.test(it));
    // A title that is wider than what stands below it makes frames overlap; the ids are told all the same.
    expect(starts.filter((it) => /subnet-[0-9a-f]/.test(it.replace(/subgraph \w+/, '')))).toEqual([]);
    for (const it of nodesOf(diagram.root).flatMap((it) => it.lines.filter((line) => line.startsWith('subnet-'))))
      expect(lines.join('\n')).toContain(`<br/>${it}"`);
    expect(lines.filter((it) => it.trim() === 'end')).toHaveLength(starts.length);
    const defined = new Set(lines.flatMap((it) => /^\s*(?:subgraph )?(n_\w+)\[/.exec(it)?.[1] ?? []));
    const used = lines
      .slice(2)
      .flatMap((it) => (it.includes('->') ? (it.replaceAll(/"[^"]*"/g, '').match(/n_\w+/g) ?? []) : []));
    expect(used.filter((it) => !defined.has(it))).toEqual([]);
    expect(used).toHaveLength(2 * diagram.edges.length);
  });
});

test('what a user writes cannot break out of any of the three', () => {
  const svg = renderSvg(hostile);
  const texts = elementsOf(parseMarkup(svg))
    .filter((it) => it.name === 'text')
    .map((it) => it.text);
  expect(texts.join('')).toContain('"><script>&\'#;`|]x');
  expect(svg).not.toContain('<script');
  const values = elementsOf(parseMarkup(renderDrawio(hostile))).map((it) => it.attributes.value ?? '');
  expect(values.join('')).toContain('&lt;script&gt;');
  expect(values.join('')).not.toContain('<script');
  expect(renderMermaid(hostile)).not.toMatch(/<script|[^#]\d;"/);
});

// The names are in draw.io's own `stencils/aws4.xml`: looked up there on 2026-11-23, and drawn with its `viewer-static.min.js`.
test('frames and icons of draw.io carry the names of its AWS library', () => {
  const shapes = [...renderDrawio(hostile).matchAll(/(?:shape|grIcon|resIcon)=(mxgraph\.aws4\.\w+)/g)].map(
    (it) => it[1],
  );
  expect(new Set(shapes)).toEqual(
    new Set(
      `group group_aws_cloud_alt group_region group_vpc group_security_group resourceIcon users internet_gateway nat_gateway
      application_load_balancer elastic_network_interface fargate rds ecs application_auto_scaling ecr cloudwatch_2 parameter_store s3 endpoint`
        .split(/\s+/)
        .map((it) => `mxgraph.aws4.${it}`),
    ),
  );
});
