/** A policy that AWS keeps; `document` is JSON text. */
export interface ManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly document: string;
}

const allow = (...actions: string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

/** The AWS managed policies that are met around ECS, by ARN. */
export const managedPolicies: Readonly<Record<string, ManagedPolicy>> = Object.fromEntries(
  [
    {
      name: 'AmazonECSTaskExecutionRolePolicy',
      path: '/service-role/',
      id: 'ANPAJG4T4G4PV56DE72PY',
      document: allow(
        'ecr:GetAuthorizationToken',
        'ecr:BatchCheckLayerAvailability',
        'ecr:GetDownloadUrlForLayer',
        'ecr:BatchGetImage',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ),
    },
    {
      name: 'AmazonSSMReadOnlyAccess',
      path: '/',
      id: 'ANPAJODSKQGGJTHRYZ5FC',
      document: allow('ssm:Describe*', 'ssm:Get*', 'ssm:List*'),
    },
    { name: 'CloudWatchLogsFullAccess', path: '/', id: 'ANPAJ3ZGNWK2R5HW5BQFO', document: allow('logs:*') },
    { name: 'AdministratorAccess', path: '/', id: 'ANPAIWMBCKSKIEE64ZLYK', document: allow('*') },
    {
      name: 'ReadOnlyAccess',
      path: '/',
      id: 'ANPAILL3HVNFSB6DCOWYQ',
      document: allow('*:Describe*', '*:Get*', '*:List*'),
    },
  ].map((policy) => [`arn:aws:iam::aws:policy${policy.path}${policy.name}`, policy]),
);
