import { CreateVpcCommand } from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { buildOci } from '../../src/image/build-oci.js';
import type { Call, Interference } from '../../src/local-cloud/cloud.js';
import { Refusal } from '../../src/local-cloud/refuse.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { iamSlice } from '../../src/local-cloud/services/iam/store.js';
import { quotaSlice } from '../../src/local-cloud/services/service-quotas/store.js';
import type { SimulatedApp } from '../../src/local-cloud/simulated-plane.js';
import type { World } from '../../src/local-cloud/world.js';
import type { ProblemCode } from '../../src/model/problem.js';
import { makeFolder, writeFiles } from '../image/images.js';
import type { makeStack } from '../support/stack.js';

type Stack = ReturnType<typeof makeStack>;

/** One way in which `up` fails, and what the user must be told of it. */
export interface Tale {
  readonly app?: Partial<SimulatedApp>;
  readonly config?: Record<string, unknown>;
  /** Sets the world up before the run, and may give the config more. */
  readonly prepare?: (stack: Stack) => Promise<Record<string, unknown> | undefined>;
  /** What goes wrong with a call, or is done behind our back when it comes. */
  readonly interfere?: (call: Call, world: World) => Interference | undefined;
  /** Undoes what `prepare` did to the world. */
  readonly mend?: (stack: Stack) => void;
  readonly code: ProblemCode;
  /** AWS's words, the same in both languages. */
  readonly evidence: readonly RegExp[];
  readonly cause: { readonly ja: RegExp; readonly en: RegExp };
  readonly todo: { readonly ja: RegExp; readonly en: RegExp };
  /** It ends before anything was made: there is nothing to keep or to clean up. */
  readonly early?: true;
  /** Whether it is also shown that `up` goes on once the reason is gone. */
  readonly heals?: true;
}

const refuse =
  (operation: string, code: string, message: string, status = 400) =>
  (call: Call) =>
    call.operation === operation ? new Refusal(code, message, status) : undefined;

const before = (operation: string, act: (world: World) => void) => (call: Call, world: World) => {
  if (call.operation === operation) act(world);
  return undefined;
};

const ecr = (stack: Stack, repository: string) =>
  `${stack.world.account}.dkr.ecr.ap-northeast-1.amazonaws.com/${repository}@sha256:${'b'.repeat(64)}`;

const closeDatabase = before('CreateService', (world) => {
  const data = world.of(ec2Slice);
  for (const rule of Object.values(data.rules)) if (!rule.egress && rule.from === 3306) delete data.rules[rule.id];
});

const exits = (code: number) => [/EssentialContainerExited/, new RegExp(`(終了コード|exit code) ?${code}`)];

/** What the users of the assignment stumble over. */
export const tales: Readonly<Record<string, Tale>> = {
  'the task exits at once': {
    app: { exitsWith: 0 },
    code: 'not-well',
    evidence: [...exits(0), /exiting with code 0/, /deployment failed: tasks failed to start/],
    cause: { ja: /起動してすぐに正常終了/, en: /ends as soon as it has started/ },
    todo: { ja: /CMD.*ENTRYPOINT/, en: /CMD or ENTRYPOINT.*foreground/ },
  },
  'the API crashes at its start': {
    app: { exitsWith: 1, says: ['panic: config.yaml is missing'] },
    code: 'not-well',
    evidence: [...exits(1), /panic: config\.yaml is missing/],
    cause: { ja: /起動に失敗して終了しています（終了コード 1）/, en: /fails at its start and ends \(exit code 1\)/ },
    todo: { ja: /最後のログ/, en: /last log lines/ },
  },
  'the API listens on another port': {
    app: { port: 8080 },
    code: 'not-well',
    evidence: [/Target\.FailedHealthChecks/, /Task failed ELB health checks/, /due to \(reason Health checks failed\)/],
    cause: { ja: /API がポート 80 で待ち受けていません/, en: /does not listen on port 80/ },
    todo: { ja: /container\.port を/, en: /Set container\.port/ },
  },
  'the health path is wrong': {
    app: { healthPath: '/api/health' },
    heals: true,
    code: 'not-well',
    evidence: [/Target\.ResponseCodeMismatch/, /these codes: \[404\]/, /GET \/health/],
    cause: { ja: /パス \/health に対して、API が HTTP 404/, en: /health check of \/health with HTTP 404/ },
    todo: { ja: /loadBalancer\.healthCheck\.path を/, en: /Set loadBalancer\.healthCheck\.path/ },
  },
  'a prebuilt image is for another CPU': {
    async prepare() {
      const folder = makeFolder();
      writeFiles(folder, { 'app/run': 'x' });
      const archive = makeFolder();
      await buildOci({ folders: [{ from: folder, to: '/' }], platform: 'linux/arm64' }, archive);
      return { image: { archive } };
    },
    heals: true,
    code: 'image-failed',
    evidence: [/linux\/arm64/, /linux\/amd64/],
    cause: { ja: /イメージのプラットフォーム.*linux\/arm64/, en: /image is for another platform/ },
    todo: { ja: /container\.architecture/, en: /container\.architecture/ },
    early: true,
  },
  'an image for another CPU gets through and cannot be pulled': {
    app: { platform: 'linux/arm64' },
    code: 'not-well',
    evidence: [/TaskFailedToStart/, /CannotPullContainerError.*does not contain descriptor matching platform/],
    cause: { ja: /CPU アーキテクチャがタスクと異なります/, en: /another CPU architecture/ },
    todo: { ja: /container\.architecture を arm64/, en: /container\.architecture to arm64/ },
  },
  'an image for another CPU gets through and cannot run': {
    app: { exitsWith: 255, says: ['exec /usr/local/bin/api: exec format error'] },
    code: 'not-well',
    evidence: [...exits(255), /exec format error/],
    cause: { ja: /CPU アーキテクチャがタスクと異なります/, en: /another CPU architecture/ },
    todo: { ja: /--platform linux\/amd64/, en: /--platform linux\/amd64/ },
  },
  'the image is not in its repository': {
    async prepare(stack) {
      await stack.ecr.send(new CreateRepositoryCommand({ repositoryName: 'api' }));
      return { image: { uri: `127.0.0.1:5000/api@sha256:${'b'.repeat(64)}` } };
    },
    code: 'not-well',
    evidence: [/TaskFailedToStart/, /CannotPullContainerError.*api@sha256:b+: not found/],
    cause: {
      ja: /イメージ .*api@sha256:b+ がレジストリにありません/,
      en: /does not have the container image .*api@sha256:b+\./,
    },
    todo: { ja: /image\.uri/, en: /image\.uri/ },
    mend: (stack) => void stack.plane.pushImage('api', { tags: [`sha256:${'b'.repeat(64)}`] }),
  },
  'the database is shut off and the API exits': {
    app: { needsDatabase: true },
    interfere: closeDatabase,
    heals: true,
    code: 'not-well',
    evidence: [...exits(1), /dial tcp .*rds\.amazonaws\.com:3306: i\/o timeout/],
    cause: { ja: /コンテナからデータベースに接続できません/, en: /cannot connect to the database/ },
    todo: { ja: /セキュリティグループ.*3306.*meibo-infra up/, en: /security group.*3306.*meibo-infra up/ },
  },
  'the database is shut off and the API waits for it': {
    app: { needsDatabase: 'waits' },
    interfere: closeDatabase,
    code: 'not-well',
    evidence: [/Target\.FailedHealthChecks/, /dial tcp .*rds\.amazonaws\.com:3306: i\/o timeout/],
    cause: { ja: /コンテナからデータベースに接続できません/, en: /cannot connect to the database/ },
    todo: { ja: /セキュリティグループ.*3306/, en: /security group.*3306/ },
  },
  'the API looks for its database under another name': {
    app: { exitsWith: 1, says: ['dial tcp: lookup db on 10.0.0.2:53: no such host'] },
    code: 'not-well',
    evidence: [...exits(1), /lookup db on 10\.0\.0\.2:53: no such host/],
    cause: { ja: /ホスト名を解決できません/, en: /host name is not known/ },
    todo: { ja: /環境変数 DB_HOST/, en: /value of DB_HOST/ },
  },
  'the way to the internet is gone, the image is in ECR': {
    prepare: async (stack) => ({ image: { uri: ecr(stack, 'api') } }),
    interfere: before('CreateService', (world) => {
      for (const it of Object.values(world.of(ec2Slice).routeTables))
        it.routes = it.routes.filter(({ natGatewayId }) => !natGatewayId);
    }),
    code: 'not-well',
    evidence: [/ResourceInitializationError: unable to pull secrets or registry auth.*i\/o timeout/],
    cause: { ja: /インターネットへの経路がない/, en: /no way to the internet/ },
    todo: { ja: /NAT ゲートウェイ.*0\.0\.0\.0\/0/, en: /NAT gateway.*0\.0\.0\.0\/0/ },
    mend: (stack) => {
      stack.plane.registry.createRepository('api');
    },
  },
  'the NAT gateway is gone': {
    interfere: before('CreateService', (world) => {
      for (const it of Object.values(world.of(ec2Slice).natGateways)) {
        it.state = 'deleting';
        it.nextAt = world.now() + 50_000;
      }
    }),
    heals: true,
    code: 'not-well',
    evidence: [/ResourceInitializationError: .*unable to retrieve ecr registry auth.*i\/o timeout/],
    cause: { ja: /インターネットへの経路がない/, en: /no way to the internet/ },
    todo: { ja: /NAT ゲートウェイが削除されていないか/, en: /NAT gateway is there/ },
  },
  'the caller lacks a right': {
    interfere: refuse(
      'CreateNatGateway',
      'UnauthorizedOperation',
      'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/trainee is not authorized to perform: ec2:CreateNatGateway on resource: arn:aws:ec2:ap-northeast-1:123456789012:natgateway/* because no identity-based policy allows the ec2:CreateNatGateway action.',
      403,
    ),
    heals: true,
    code: 'access-denied',
    evidence: [/UnauthorizedOperation.*not authorized to perform: ec2:CreateNatGateway/],
    cause: {
      ja: /NAT ゲートウェイ.*: アクション ec2:CreateNatGateway を実行する権限/,
      en: /NAT gateway.*ec2:CreateNatGateway/,
    },
    todo: {
      ja: /ec2:CreateNatGateway を許可.*meibo-infra iam-policy/,
      en: /Allow ec2:CreateNatGateway.*meibo-infra iam-policy/,
    },
  },
  'the caller may not hand on a role': {
    interfere: refuse(
      'RegisterTaskDefinition',
      'AccessDeniedException',
      'User: arn:aws:iam::123456789012:user/trainee is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/demo because no identity-based policy allows the iam:PassRole action',
    ),
    code: 'access-denied',
    evidence: [/AccessDeniedException.*not authorized to perform: iam:PassRole/],
    cause: { ja: /タスク定義.*iam:PassRole/, en: /task definition.*iam:PassRole/ },
    todo: { ja: /iam:PassRole を許可/, en: /Allow iam:PassRole/ },
  },
  'the execution role may not read the password': {
    interfere: before('CreateService', (world) => {
      for (const role of Object.values(world.of(iamSlice).roles)) role.inline = {};
    }),
    heals: true,
    code: 'not-well',
    evidence: [/ResourceInitializationError: .*AccessDeniedException.*not authorized to perform: ssm:GetParameters/],
    cause: {
      ja: /タスク実行ロール demo-execution-role\S* に ssm:GetParameters の権限/,
      en: /role demo-execution-role\S* is not allowed ssm:GetParameters/,
    },
    todo: { ja: /meibo-infra up.*修復/, en: /meibo-infra up.*restores/ },
  },
  'the execution role may not be assumed': {
    interfere: before('CreateService', (world) => {
      for (const role of Object.values(world.of(iamSlice).roles)) role.trust = role.trust.replace('ecs-tasks', 'ec2');
    }),
    code: 'not-well',
    evidence: [/ECS was unable to assume the role/],
    cause: {
      ja: /ECS がロール demo-execution-role\S* を引き受けられません/,
      en: /cannot assume the role demo-execution-role/,
    },
    todo: { ja: /信頼ポリシー/, en: /trust policy/ },
  },
  'all VPCs are taken': {
    async prepare(stack) {
      while (Object.keys(stack.world.of(ec2Slice).vpcs).length < 5)
        await stack.ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
      return undefined;
    },
    mend: (stack) => {
      stack.world.of(quotaSlice).values['L-F678F1CE'] = 10;
    },
    heals: true,
    code: 'no-room',
    evidence: [/VPCs per Region/],
    cause: { ja: /上限に達する.*VPC/, en: /VPC/ },
    todo: { ja: /「VPCs per Region」を 6 以上に引き上げ/, en: /VPCs per Region.*6/ },
    early: true,
  },
  'somebody else took the last VPC': {
    interfere: refuse('CreateVpc', 'VpcLimitExceeded', 'The maximum number of VPCs has been reached.'),
    code: 'quota-reached',
    evidence: [/VpcLimitExceeded: The maximum number of VPCs has been reached/],
    cause: { ja: /VPC「demo-vpc」: .*上限（VpcLimitExceeded）/, en: /VPC "demo-vpc": .*VpcLimitExceeded/ },
    todo: { ja: /L-F678F1CE/, en: /L-F678F1CE/ },
  },
  'somebody else took the last Elastic IP': {
    interfere: refuse('AllocateAddress', 'AddressLimitExceeded', 'The maximum number of addresses has been reached.'),
    code: 'quota-reached',
    evidence: [/AddressLimitExceeded: The maximum number of addresses has been reached/],
    cause: { ja: /Elastic IP アドレス.*上限（AddressLimitExceeded）/, en: /Elastic IP.*AddressLimitExceeded/ },
    todo: { ja: /L-0263D0A3/, en: /L-0263D0A3/ },
  },
  'Fargate has no vCPU left': {
    async prepare(stack) {
      stack.world.of(quotaSlice).values['L-3032A538'] = 0.25;
      return undefined;
    },
    mend: (stack) => {
      stack.world.of(quotaSlice).values['L-3032A538'] = 6;
    },
    heals: true,
    code: 'patience-ended',
    evidence: [/was unable to place a task\. Reason: You've reached the limit on the number of vCPUs/],
    cause: { ja: /Fargate の vCPU 数.*上限/, en: /may not run more Fargate vCPUs/ },
    todo: { ja: /Fargate On-Demand vCPU resource count.*https:/, en: /Fargate On-Demand vCPU resource count.*https:/ },
  },
  'the account may not have load balancers': {
    interfere: refuse(
      'CreateLoadBalancer',
      'OperationNotPermitted',
      'This AWS account currently does not support creating load balancers. For more information, please contact AWS Support.',
    ),
    code: 'load-balancers-not-allowed',
    evidence: [/OperationNotPermitted: This AWS account currently does not support creating load balancers/],
    cause: { ja: /まだロードバランサーを作成できません/, en: /may not create load balancers yet/ },
    todo: {
      ja: /AWS サポート.*console\.aws\.amazon\.com\/support/,
      en: /AWS Support.*console\.aws\.amazon\.com\/support/,
    },
  },
  'the free plan has no such instance': {
    config: { database: { instanceClass: 'db.m7g.large' } },
    interfere: refuse(
      'CreateDBInstance',
      'FreeTierRestrictionError',
      "This instance size isn't available with free plan accounts. To remove all limitations, upgrade your account plan.",
    ),
    code: 'free-plan-refused',
    evidence: [/FreeTierRestrictionError: This instance size isn't available/],
    cause: { ja: /無料プラン.*このインスタンスクラスは使えません/, en: /free plan cannot have this instance class/ },
    todo: { ja: /database\.instanceClass を db\.t4g\.micro/, en: /database\.instanceClass to db\.t4g\.micro/ },
  },
  'the free plan keeps no such backups': {
    config: { database: { backupRetentionDays: 7 } },
    interfere: refuse(
      'CreateDBInstance',
      'FreeTierRestrictionError',
      'The specified backup retention period exceeds the maximum available to free tier customers. To remove all limitations, upgrade your account plan.',
    ),
    code: 'free-plan-refused',
    evidence: [/FreeTierRestrictionError: The specified backup retention period/],
    cause: {
      ja: /無料プラン.*このバックアップ保持期間は使えません/,
      en: /free plan cannot have this backup retention/,
    },
    todo: { ja: /database\.backupRetentionDays を 1/, en: /database\.backupRetentionDays to 1/ },
  },
};
