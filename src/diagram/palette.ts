import type { Frame, Service } from './model.js';

/** Colours of the categories that AWS's architecture icons are sorted into. */
export const categories = {
  networking: '#8c4fff',
  containers: '#ed7100',
  database: '#c925d1',
  storage: '#7aa116',
  management: '#e7157b',
  general: '#545b64',
} as const;

/** The category of each service. */
export const categoryOf: Readonly<Record<Service, keyof typeof categories>> = {
  users: 'general',
  'internet-gateway': 'networking',
  'load-balancer': 'networking',
  'load-balancer-node': 'networking',
  'nat-gateway': 'networking',
  fargate: 'containers',
  rds: 'database',
  ecs: 'containers',
  scaling: 'management',
  ecr: 'containers',
  logs: 'management',
  parameter: 'management',
  s3: 'storage',
  endpoint: 'networking',
};

/** How a frame looks by day and by night; `fill` none means see-through. */
export const frames: Readonly<
  Record<
    Frame,
    { readonly line: string; readonly night: string; readonly fill?: readonly [string, string]; readonly dashed?: true }
  >
> = {
  cloud: { line: '#232f3e', night: '#aab7b8' },
  region: { line: '#007a7c', night: '#3fc7c9', dashed: true },
  vpc: { line: '#7a3ff0', night: '#b48cff' },
  zone: { line: '#147eba', night: '#5ab4e6', dashed: true },
  'public-subnet': { line: '#577a08', night: '#a5cc45', fill: ['#f2f6e8', '#1e2812'] },
  'private-subnet': { line: '#007a7c', night: '#3fc7c9', fill: ['#e6f6f7', '#10282a'] },
  services: { line: '#687078', night: '#8d979e', dashed: true },
};

/** Ink, paper and cards by day and by night. */
export const inks = {
  paper: ['#ffffff', '#12181f'],
  card: ['#ffffff', '#1b232c'],
  cardLine: ['#aab7b8', '#4a5763'],
  ink: ['#16191f', '#eef2f5'],
  faint: ['#414d5c', '#b6c2cc'],
  arrow: ['#37414d', '#c2ccd4'],
} as const;
