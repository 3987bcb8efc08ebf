import type { AwsRefusal } from '../../model/problem.js';
import { freePlanLimit, imageFacts, placeOf, quotaPage, refusalLine } from '../facts.js';
import type { Speech, Words } from '../words.js';
import { evidence } from './evidence.js';
import { faults } from './faults.js';
import { imageLabels } from './image-labels.js';
import { expectations } from './json.js';
import { roomLines, roomTodo, sayNoRoom } from './room.js';

const members = { account: 'アカウント', region: 'リージョン', endpoint: '接続先', stack: 'スタック' } as const;

const about = (refusal: AwsRefusal, speak: Speech) => (refusal.whose ? `${speak.resource(refusal.whose)}: ` : '');

const iam = '必要な権限をすべて含むポリシーは「meibo-infra iam-policy」で出力できます。';

const doing: Readonly<Record<string, string>> = {
  create: '作成',
  adopt: '確認',
  change: '変更',
  wait: '準備',
  remove: '削除',
};

/** What can go wrong. */
export const problems: Words['problems'] = {
  'config-missing': ({ file }) => ({
    cause: `設定ファイル ${file} がありません。`,
    todo: ['--config のパスを確認してください。省略すると既定値で動作します。'],
  }),
  'config-unreadable': ({ file, reason }) => {
    const place = placeOf(reason);
    return {
      cause: `設定ファイル ${file} を読み取れません。`,
      evidence: [
        place
          ? `${place.line}行 ${place.column}文字目が JSON として正しくありません（${expectations[place.expected]}）`
          : reason,
      ],
      todo: [place ? 'カンマや引用符の過不足を確認してください。' : 'ファイルの権限と種類を確認してください。'],
    };
  },
  'config-invalid': ({ file, faults: all }) => ({
    cause: `${file ? `設定ファイル ${file} ` : '設定'}に誤りが ${all.length}件あります。`,
    evidence: all.map((it) => {
      const say = faults.faults[it.code as keyof typeof faults.faults] as ((facts: object) => string) | undefined;
      const text = say?.(it.facts) ?? it.code;
      return `${it.path || faults.fault.whole}: ${text}${it.example === undefined ? '' : `（${faults.fault.example(it.example)}）`}`;
    }),
    todo: [
      file
        ? '上の箇所を修正してください。使えるキーと既定値は config.example.json にあります。'
        : 'オプションと環境変数（AWS_REGION など）の値を修正してください。',
    ],
  }),
  'option-invalid': ({ option, value, expected }) => ({
    cause: `オプション ${option} に「${value}」は指定できません。`,
    todo: [`次の形で指定してください: ${expected}`],
  }),
  'answer-needed': () => ({
    cause: '確認の入力が必要ですが、対話できる端末ではありません。',
    todo: ['確認を省略する場合は、同じコマンドに --yes を付けて実行してください。'],
  }),
  'answer-wrong': ({ wanted }) => ({
    cause: `「${wanted}」と入力されなかったため、何も変更せずに終了しました。`,
    todo: [`実行する場合は、確認で ${wanted} と入力してください。`],
  }),
  'state-unreadable': ({ file, backup, reason }) => ({
    cause: `状態ファイル ${file} を読み取れません。`,
    evidence: [reason, ...(backup ? [`バックアップ ${backup} も読み取れません。`] : [])],
    todo: [
      'ファイルの権限を確認してください。',
      '壊れている場合は別の場所へ移してから「meibo-infra up」を実行してください。AWS 上のリソースからタグと名前で作り直します。',
    ],
  }),
  'state-newer': ({ file, version }) => ({
    cause: `状態ファイル ${file} は新しいバージョンの meibo-infra が作成したものです（形式 ${version}）。`,
    todo: ['meibo-infra を新しいバージョンに更新してください。'],
  }),
  'state-of-another': ({ file, member, is, want }) => ({
    cause: `状態ファイル ${file} は別の${members[member]}のものです。`,
    evidence: [`状態ファイル: ${is || '（AWS）'}`, `現在の設定: ${want || '（AWS）'}`],
    todo: [
      {
        account: 'AWS_PROFILE または認証情報を、状態ファイルのアカウントに切り替えてください。',
        region: '--region または設定の region を、状態ファイルのリージョンに合わせてください。',
        endpoint: '--local または環境変数 AWS_ENDPOINT_URL の指定を、状態ファイルを作成したときと同じにしてください。',
        stack: '--name または設定の name を、状態ファイルのスタック名に合わせてください。',
      }[member],
      '別の環境として作成する場合は、--state で別の状態ファイルを指定してください。',
    ],
  }),
  'out-not-writable': ({ file, reason }) => ({
    cause: `出力先のファイル ${file} に書き込めません。`,
    evidence: [reason],
    todo: ['フォルダーがあること、書き込み権限とディスクの空き容量があることを確認してください。'],
  }),
  'state-not-writable': ({ file, reason }) => ({
    cause: `状態ファイル ${file} に書き込めません。`,
    evidence: [reason],
    todo: ['フォルダーの書き込み権限とディスクの空き容量を確認してください。'],
  }),
  locked: ({ file, pid, host, command, since }) => ({
    cause: `別の「meibo-infra ${command}」が実行中です。`,
    evidence: [`プロセス ${pid}（${host}）、開始 ${since}`, `ロックファイル: ${file}`],
    todo: [
      '実行中のコマンドが終わるのを待ってください。',
      `プロセス ${pid} が ${host} で動いていないことを確認できた場合だけ、ロックファイルを削除してください。`,
    ],
  }),
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
  'foreign-namesake': (whose, speak) => ({
    cause: `${speak.resource(whose)}と同じ名前のリソースが既にありますが、このスタックのものではありません（meibo-infra のタグがありません）。`,
    todo: [
      '設定の name または --name で別のスタック名を指定してください。',
      '不要なリソースであれば、AWS マネジメントコンソールで削除してから再実行してください。',
    ],
  }),
  'replacement-needed': ({ resources }, speak) => ({
    cause: '作成後に変更できない項目が設定で変更されています。データを失わないよう、自動では作り直しません。',
    evidence: resources.flatMap((it) => it.changes.map((change) => `${speak.resource(it)}: ${speak.change(change)}`)),
    todo: [
      '元のまま使う場合: 設定を「→」の左側の値に戻してください。',
      '新しい値にする場合: 「meibo-infra destroy」で削除してから「meibo-infra up」を実行してください（データベースのデータは失われます）。',
    ],
  }),
  'deletion-protected': ({ resources }, speak) => ({
    cause: '削除保護が有効なリソースがあるため、何も削除せずに終了しました。',
    evidence: resources.map((it) => speak.resource(it)),
    todo: [
      '設定の database.deletionProtection を false にして「meibo-infra up」を実行し、その後で再度削除してください。',
    ],
  }),
  'not-well': (it, speak) => ({
    cause: because(
      speak.guess(it.evidence),
      `${speak.resource(it)}が正常な状態になりませんでした${it.state ? `（状態: ${speak.state(it.state)}）` : ''}。`,
    ),
    evidence: speak.evidence(it.evidence),
    todo: orElse(
      speak.hints(it.evidence),
      'AWS マネジメントコンソールでこのリソースのイベントを確認してから再実行してください。',
    ),
  }),
  'patience-ended': (it, speak) => ({
    cause: because(
      speak.guess(it.evidence),
      `${speak.resource(it)}の${doing[it.action] ?? '処理'}が ${speak.duration(it.seconds)}待っても終わりませんでした${
        it.state ? `（状態: ${speak.state(it.state)}）` : ''
      }。`,
    ),
    evidence: speak.evidence(it.evidence),
    todo: orElse(
      speak.hints(it.evidence),
      'AWS 側の処理が続いていることがあります。少し待ってから再実行してください。',
    ),
  }),
  'did-not-take': (it, speak) => ({
    cause: because(
      speak.guess(it.evidence),
      `${speak.resource(it)}への変更が反映されませんでした（変更前の状態にロールバックされた可能性があります）。`,
    ),
    evidence: [...it.changes.map((change) => speak.change(change)), ...speak.evidence(it.evidence)],
    todo: orElse(speak.hints(it.evidence), '変更内容と、上のイベントを確認してから再実行してください。'),
  }),
  'no-answer': ({ url, status, reason, seconds }, speak) => ({
    cause: `${url} が ${speak.duration(seconds)}待っても正常に応答しませんでした。`,
    evidence: [status === undefined ? `応答なし${reason ? `（${reason}）` : ''}` : `HTTP ${status}`],
    todo: [
      status === 503
        ? '正常なタスクがありません。「meibo-infra status」でタスクの状態を確認してください。'
        : status === 502 || status === 504
          ? 'タスクに接続できないか応答が遅すぎます。container.port と API のログを確認してください。'
          : '設定の loadBalancer.allowFrom にこの端末の IP アドレスが含まれているか、DNS 名を解決できるかを確認してください。',
    ],
  }),
  'image-failed': ({ code, facts: { untouched, ...facts } }) => {
    const { fact, rest } = imageFacts(facts, imageLabels);
    const say = evidence.images[code as keyof typeof evidence.images];
    const said = say?.(fact) ?? {
      cause: `コンテナイメージを用意できませんでした（${code}）。`,
      todo: ['設定の image を確認してください。'],
    };
    const calm = untouched ? '何も作成・変更していません。' : '';
    return { cause: said.cause + calm, todo: said.todo, evidence: rest(said.cause) };
  },
  interrupted: ({ command, local, untouched }) => ({
    cause: `「meibo-infra ${command}」は中断されました。${untouched ? '何も変更していません。' : 'ここまでの結果は状態ファイルに記録されています。'}`,
    todo: untouched
      ? ['実行する場合は、同じコマンドをもう一度実行してください。']
      : [
          `続きから再開することも、作ったものを削除することもできます。${local ? '' : '作成済みのリソースには料金がかかります。'}`,
        ],
  }),
  'local-cloud-failed': ({ reason, log }) => ({
    cause: 'ローカルクラウドを起動できませんでした。',
    evidence: [reason, ...(log ? [`ログ: ${log}`] : [])],
    todo: ['ログを確認し、ポートやディスクの空き容量を確認してから再実行してください。'],
  }),
  'docker-unfit': ({ reason, said }) => ({
    cause: {
      'not-linux': '--runtime docker は Linux でのみ使えます（ソケットと node をこの端末と共有するため）。',
      missing: '--runtime docker に必要な docker が PATH にありません。',
      silent: 'Docker が応答しません。',
    }[reason],
    ...(said && { evidence: [said] }),
    todo: [
      ...(reason === 'missing' ? ['Docker をインストールしてください。'] : []),
      ...(reason === 'silent' ? ['Docker を起動し、「docker info」が sudo なしで動くことを確認してください。'] : []),
      'Docker を使わない場合は、--runtime process でタスクをこの端末のプロセスとして動かせます。',
    ],
  }),
  'local-runtime-differs': ({ is, wanted }) => ({
    cause: `このフォルダーのローカルクラウドは --runtime ${wanted} ではなく ${is} でタスクを動かしており、中に環境が残っています。`,
    todo: [
      `${is} のまま続けるには、--runtime を外してください。`,
      `${wanted} に変えるには、先に「meibo-infra destroy --local」を実行してください。環境を残す場合は「meibo-infra local stop」で停止してください（タスクは起動し直されます）。`,
    ],
  }),
};

function orElse(hints: readonly string[], otherwise: string): readonly string[] {
  return hints.length > 0 ? hints : [otherwise];
}

/** The guess first: it is what the reader looks for. */
function because(guess: string | undefined, what: string): string {
  return guess === undefined ? what : `${guess}そのため、${what}`;
}
