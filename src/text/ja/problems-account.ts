import type { AwsRefusal } from '../../model/problem.js';
import { freePlanLimit, quotaPage, refusalLine } from '../facts.js';
import type { Speech, Words } from '../words.js';
import { roomLines, roomTodo, sayNoRoom } from './room.js';

const about = (refusal: AwsRefusal, speak: Speech) => (refusal.whose ? `${speak.resource(refusal.whose)}: ` : '');

const iam = '必要な権限をすべて含むポリシーは「meibo-infra iam-policy」で出力できます。';

/** What can go wrong with the account, and what AWS refuses. */
export const accountProblems = {
  'no-credentials': ({ reason }) => ({
    cause: 'AWS の認証情報が見つからないか、無効です。',
    ...(reason && { evidence: [reason] }),
    todo: [
      'アクセスキーを使う場合: aws configure',
      'IAM Identity Center を使う場合: aws sso login',
      '名前付きプロファイルを使う場合: 環境変数 AWS_PROFILE または --profile を指定してください。',
      'AWS アカウントなしで試す場合: meibo-infra up --local',
    ],
  }),
  'credentials-expired': () => ({
    cause: 'AWS の認証情報の有効期限が切れています。',
    todo: [
      'IAM Identity Center の場合: aws sso login',
      '一時的な認証情報の場合: 新しい認証情報を取得して設定し直してください。',
    ],
  }),
  'region-not-enabled': ({ region }) => ({
    cause: `リージョン ${region} はこのアカウントで有効になっていません。`,
    todo: [
      'アカウント設定でリージョンを有効にするか、別のリージョンを指定してください: https://console.aws.amazon.com/billing/home#/account',
    ],
  }),
  'endpoint-unreachable': ({ endpoint, reason }) => ({
    cause: `${endpoint} に接続できません。`,
    evidence: [reason],
    todo: [
      'ネットワーク接続、プロキシ（HTTPS_PROXY）、VPN の設定を確認してください。',
      'ローカルクラウドの場合は「meibo-infra up --local」で起動し直してください。',
    ],
  }),
  'access-denied': (it, speak) => ({
    cause: `${about(it, speak)}アクション ${it.action} を実行する権限がありません。`,
    evidence: [refusalLine(it)],
    todo: [
      `使用している IAM ユーザーまたはロールに ${it.action} を許可してください。${iam}`,
      'SCP やアクセス許可の境界で拒否されている場合は、組織の管理者に相談してください。',
    ],
  }),
  'quota-reached': (it, speak) => ({
    cause: `${about(it, speak)}サービスの上限（${it.quota}）に達しました。`,
    evidence: [refusalLine(it), ...(it.shortage ? roomLines(it.shortage) : [])],
    todo: it.shortage
      ? roomTodo([it.shortage], speak)
      : [
          `Service Quotas コンソールで引き上げを申請してください: ${quotaPage(it.service)}`,
          '使っていない同じ種類のリソースを削除しても解決します。',
        ],
  }),
  'no-room': ({ shortages }, speak) => sayNoRoom(shortages, speak),
  'free-plan-refused': (it, speak) => ({
    cause: `${about(it, speak)}無料プランのアカウントでは、${
      { retention: 'このバックアップ保持期間', size: 'このインスタンスクラス', other: 'この設定' }[freePlanLimit(it)]
    }は使えません。`,
    evidence: [refusalLine(it)],
    todo: [
      ...(freePlanLimit(it) === 'size' ? [] : ['設定の database.backupRetentionDays を 1 または 0 にしてください。']),
      ...(freePlanLimit(it) === 'retention'
        ? []
        : ['設定の database.instanceClass を db.t4g.micro または db.t3.micro にしてください。']),
      '制限をなくす場合は、請求コンソールで有料プランにアップグレードしてください: https://console.aws.amazon.com/billing/home',
    ],
  }),
  'load-balancers-not-allowed': (it, speak) => ({
    cause: `${about(it, speak)}このアカウントではまだロードバランサーを作成できません（新しいアカウントに課される制限です）。`,
    evidence: [refusalLine(it)],
    todo: [
      'AWS サポートに「アカウントと請求」のケースを作成し、ロードバランサーの作成制限の解除を依頼してください（無料）: https://console.aws.amazon.com/support/home',
      '解除を待つ間に NAT ゲートウェイやデータベースの料金がかからないように、いったん削除しておくことをお勧めします。',
    ],
  }),
  'aws-refused': (it, speak) => ({
    cause: `${about(it, speak)}AWS がリクエストを受け付けませんでした（${it.code}）。`,
    evidence: [refusalLine(it)],
    todo: [
      '上のメッセージに従って設定またはアカウントの状態を確認してください。一時的なエラーであれば再実行で解決します。',
    ],
  }),
  'zones-too-few': ({ wanted, found, region }) => ({
    cause: `リージョン ${region} で使える AZ が足りません（必要 ${wanted}、使用可能 ${found}）。`,
    todo: [`設定の network.zones を ${Math.max(2, found)} 以下にするか、別のリージョンを指定してください。`],
  }),
} satisfies Partial<Words['problems']>;
