import type { Frame, Service } from './model.js';

/**
 * Simple icons in a square of 36, white lines on the colour of the AWS category. Drawn by us for this tool: no artwork of AWS is
 * copied; the names that stand beside them are the official ones.
 */
export const icons: Readonly<Record<Service, string>> = {
  users:
    '<circle cx="14" cy="13" r="4.5"/><path d="M6 28c0-6 3.5-9 8-9s8 3 8 9z"/><circle cx="25" cy="14" r="3.5"/><path d="M24 20c4-.6 7 2.4 7 8h-5"/>',
  'internet-gateway': '<path d="M7 24a11 11 0 0 1 22 0z"/><path d="M18 29v-12M13.5 21.500l4.5-4.5 4.5 4.5"/>',
  'load-balancer':
    '<circle cx="10" cy="18" r="4"/><circle cx="27" cy="9" r="3"/><circle cx="27" cy="18" r="3"/><circle cx="27" cy="27" r="3"/><path d="M14 18h10M13.5 16l10.5-6M13.5 20l10.5 6"/>',
  'load-balancer-node': '<circle cx="18" cy="18" r="9"/><path d="M9 18h17M22 14l4 4-4 4"/>',
  'nat-gateway':
    '<rect x="8" y="9" width="13" height="18" rx="2"/><path d="M14 15h15M25 11l4 4-4 4M29 22h-15M18 18.500l-3.5 3.5 3.5 3.5"/>',
  fargate: '<path d="M18 6l10 5.500v12L18 29 8 23.500v-12z"/><path d="M8 11.500l10 5.5 10-5.500M18 17v12"/>',
  rds: '<ellipse cx="18" cy="10" rx="9" ry="3.5"/><path d="M9 10v16c0 2 4 3.5 9 3.500s9-1.5 9-3.500V10M9 18c0 2 4 3.5 9 3.500s9-1.5 9-3.5"/>',
  ecs: '<rect x="7" y="7" width="22" height="22" rx="3"/><rect x="11" y="12" width="6" height="5"/><rect x="19" y="12" width="6" height="5"/><rect x="11" y="19" width="6" height="5"/><rect x="19" y="19" width="6" height="5"/>',
  scaling:
    '<rect x="14" y="14" width="8" height="8"/><path d="M11 11L6.5 6.500M6.5 11V6.500H11M25 11l4.5-4.500M25 6.500h4.500V11M11 25l-4.5 4.500M6.5 25v4.500H11M25 25l4.5 4.500M29.5 25v4.500H25"/>',
  ecr: '<path d="M8 12l10-5 10 5v12l-10 5-10-5z"/><path d="M14 14v8M18 13v10M22 14v8"/>',
  logs: '<path d="M10 6h12l5 5v19H10z"/><path d="M14 15h9M14 19.500h9M14 24h6"/>',
  parameter: '<rect x="9" y="16" width="18" height="12" rx="2"/><path d="M13 16v-4a5 5 0 0 1 10 0v4M18 20.500v4"/>',
  s3: '<path d="M9 9h18l-2.5 19.500h-13z"/><ellipse cx="18" cy="9" rx="9" ry="2.5"/>',
  endpoint:
    '<circle cx="18" cy="18" r="11"/><path d="M11 18h9M16.5 13.500L21 18l-4.5 4.5"/><circle cx="24" cy="18" r="1.5"/>',
};

/** Small marks of frames in a square of 20, drawn by us like the icons. */
export const badges: Readonly<Partial<Record<Frame, string>>> = {
  cloud: '<path d="M5.5 14.500a3 3 0 0 1 .3-6 4.2 4.2 0 0 1 8-.8 3.4 3.4 0 0 1 .7 6.800z"/>',
  region: '<path d="M6 16V4l8.5 2.500L6 9.5"/>',
  vpc: '<path d="M5.5 11.500a2.5 2.5 0 0 1 .3-5 3.5 3.5 0 0 1 6.5-.7 3 3 0 0 1 2.2 5.700z"/><path d="M8 14.500h4.5"/>',
  'public-subnet': '<rect x="5.5" y="9" width="9" height="6.5" rx="1"/><path d="M7.5 9V7a2.7 2.7 0 0 1 5.2-1"/>',
  'private-subnet': '<rect x="5.5" y="9" width="9" height="6.5" rx="1"/><path d="M7.3 9V7a2.7 2.7 0 0 1 5.4 0v2"/>',
};
