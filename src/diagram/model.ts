/** AWS services and things with an icon of their own; the names are AWS's, the same in every language. */
export const services = {
  users: 'Users',
  'internet-gateway': 'Internet gateway',
  'load-balancer': 'Application Load Balancer',
  'load-balancer-node': 'ALB node (ENI)',
  'nat-gateway': 'NAT gateway',
  fargate: 'AWS Fargate',
  rds: 'Amazon RDS for MySQL',
  ecs: 'Amazon ECS',
  scaling: 'Application Auto Scaling',
  ecr: 'Amazon ECR',
  logs: 'Amazon CloudWatch Logs',
  parameter: 'AWS Systems Manager Parameter Store',
  s3: 'Amazon S3',
  endpoint: 'S3 gateway endpoint',
} as const;

export type Service = keyof typeof services;

/** One thing with an icon: what it is, and what is to be known of it, one line each. */
export interface Thing {
  readonly kind: 'thing';
  readonly id: string;
  readonly service: Service;
  readonly title: string;
  readonly lines: readonly string[];
  /** It stands with its middle above the right end of that thing, which is further down. */
  readonly above?: string;
  /** Drawn as an outline only: it does not stand. */
  readonly missing?: true;
  /** Things and groups of one class are drawn in one size, so that rows and columns line up. */
  readonly sizedAs?: string;
}

/** What a frame stands for. */
export type Frame = 'cloud' | 'region' | 'vpc' | 'zone' | 'public-subnet' | 'private-subnet' | 'services';

/** A frame around other nodes. */
export interface Group {
  readonly kind: 'group';
  readonly id: string;
  readonly frame: Frame | 'none';
  readonly title: string;
  readonly lines: readonly string[];
  readonly flow: 'row' | 'column';
  /** Between its children; one number, or one for each gap. Room for arrows is part of it. Pixels. */
  readonly gap: number | readonly number[];
  /** Room left free inside the frame besides the usual: pixels. */
  readonly room?: { readonly top?: number; readonly right?: number; readonly bottom?: number; readonly left?: number };
  /** Its last child stands at its very end. */
  readonly lastAtEnd?: true;
  readonly children: readonly Node[];
  readonly sizedAs?: string;
}

export type Node = Thing | Group;

/** Why an arrow is there; the road it takes depends on it. */
export type Role =
  | 'visit'
  | 'admit'
  | 'spread'
  | 'forward'
  | 'query'
  | 'leave'
  | 'out'
  | 'fetch'
  | 'layers-in'
  | 'layers'
  | 'run'
  | 'scale';

/** An arrow from one thing to another. */
export interface Edge {
  readonly id: string;
  readonly role: Role;
  readonly from: string;
  readonly to: string;
  /** One line each. */
  readonly label: readonly string[];
  /** It repeats the label of another of its role: a picture in which arrows share a road need not say it again. */
  readonly repeats?: true;
  /** No traffic, but who manages whom. */
  readonly managing?: true;
}

/** The architecture of a stack as a tree of frames and things with arrows between the things. */
export interface Diagram {
  readonly title: string;
  readonly subtitle: string;
  readonly legend: readonly string[];
  readonly root: Group;
  readonly edges: readonly Edge[];
}

/** All nodes, parents before their children. */
export function nodesOf(root: Node): readonly Node[] {
  return root.kind === 'thing' ? [root] : [root, ...root.children.flatMap(nodesOf)];
}
