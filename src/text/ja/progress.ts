import { imageNote } from '../bytes.js';
import type { Words } from '../words.js';

const duration = (seconds: number): string => {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole}秒`;
  return `${Math.floor(whole / 60)}分${String(whole % 60).padStart(2, '0')}秒`;
};

/** Latin letters and digits stand off from the Japanese that follows. */
const spaced = (it: string) => (/[A-Za-z0-9]$/.test(it) ? `${it} ` : it);

/** And from the Japanese before it. */
const existing = (it: string) => `既存の${/^[A-Za-z0-9]/.test(it) ? ' ' : ''}${spaced(it)}`;

/** What is said while things are under way. */
export const progress: Pick<
  Words,
  'actions' | 'plan' | 'events' | 'progress' | 'duration' | 'questions' | 'prices' | 'status'
> = {
  duration,
  actions: {
    create: {
      doing: (it) => `${spaced(it)}を作成しています`,
      done: (it) => `${spaced(it)}を作成しました`,
      failed: (it) => `${spaced(it)}を作成できませんでした`,
    },
    adopt: {
      doing: (it) => `${existing(it)}を確認しています`,
      done: (it) => `${existing(it)}を引き継ぎました`,
      failed: (it) => `${existing(it)}を引き継げませんでした`,
    },
    change: {
      doing: (it) => `${spaced(it)}を変更しています`,
      done: (it) => `${spaced(it)}を変更しました`,
      failed: (it) => `${spaced(it)}を変更できませんでした`,
    },
    wait: {
      doing: (it) => `${spaced(it)}の準備を待っています`,
      done: (it) => `${spaced(it)}の準備ができました`,
      failed: (it) => `${spaced(it)}の準備ができませんでした`,
    },
    remove: {
      doing: (it) => `${spaced(it)}を削除しています`,
      done: (it) => `${spaced(it)}を削除しました`,
      failed: (it) => `${spaced(it)}を削除できませんでした`,
    },
  },
  plan: {
    title: { up: '実行計画', destroy: '削除するリソース' },
    actions: {
      none: 'そのまま',
      create: '作成',
      change: '変更',
      wait: '待機',
      renew: '作り直し',
      remove: '削除',
      blocked: '変更できません',
    },
    foreign: 'このスタックのものではない同名のリソースがあります',
    summary: (n, command) =>
      command === 'destroy'
        ? `削除 ${n.remove}`
        : [
            `作成 ${n.create}`,
            `変更 ${n.change}`,
            `削除 ${n.remove}`,
            `そのまま ${n.none}`,
            ...(n.renew > 0 ? [`作り直し ${n.renew}`] : []),
            ...(n.wait > 0 ? [`待機 ${n.wait}`] : []),
            ...(n.blocked > 0 ? [`変更できない ${n.blocked}`] : []),
          ].join(' / '),
    nothing: { up: '変更はありません。', destroy: '削除するリソースはありません。' },
    price: ({ hour, day, month }) =>
      `料金の目安（東京リージョン、通信量を除く）: 1時間 $${hour} / 1日 $${day} / 1か月 $${month}`,
    unknownValue: '（作成後に決まります）',
    stops: 'それまで meibo-infra up は、何も変更せずに停止します。',
  },
  events: {
    'run.start': ({ account, region, stack, endpoint }) =>
      `アカウント ${account} / ${region} / スタック ${stack}${endpoint ? ` / 接続先 ${endpoint}` : ''}`,
    'resource.late': ({ whose, seconds, usual }, speak) =>
      `${speak.resource(whose)}に通常（${duration(usual)}程度）より時間がかかっています（${duration(seconds)}経過）`,
    'resource.blocked': ({ whose, code, message, seconds }, speak) =>
      `${speak.resource(whose)}は AWS がまだ受け付けていません（${code}、${duration(seconds)}経過）。自動的に再試行します: ${message}`,
    'resource.hindered': ({ whose, evidence }, speak) =>
      [
        `${speak.resource(whose)}の準備が進んでいません: ${speak.guess(evidence) ?? speak.evidence(evidence).join(' ')}`,
        ...speak.hints(evidence).map((it) => `  → ${it}`),
      ].join('\n'),
    'image.engine': ({ engine, path, notRunning }) =>
      `イメージは ${engine}（${path}）でビルドします${notRunning.length === 0 ? '' : `（見つかったが起動していないもの: ${notRunning.join('、')}）`}。`,
    'image.built': ({ seconds }) => `イメージをビルドしました（${duration(seconds)}）。`,
    'image.progress': (news) => {
      const note = imageNote(news, 'レイヤー');
      return `${news.phase === 'build' ? 'イメージをビルドしています' : 'イメージをプッシュしています'}${note ? `: ${note}` : ''}`;
    },
    'url.waiting': ({ url, status, seconds }) =>
      `${url} の応答を待っています（${status === undefined ? '応答なし' : `HTTP ${status}`}、${duration(seconds)}経過）`,
    stopping: () =>
      '中断します。実行中の API 呼び出しが終わるまでお待ちください（もう一度 Ctrl+C を押すと強制終了します）。',
    'lock.taken-over': ({ pid, command }) =>
      `前回の「meibo-infra ${command}」（プロセス ${pid}）は終了していたため、ロックを引き継ぎました。`,
    'state.from-backup': ({ file }) => `状態ファイル ${file} が壊れていたため、バックアップから復元しました。`,
    'local.start': ({ endpoint, sampleInsteadOf }) =>
      `ローカルクラウドを使います（${endpoint}）。AWS には接続せず、料金もかかりません。${
        sampleInsteadOf === undefined ? '' : `\n${sampleInsteadOf} の代わりに、同梱のサンプル API を動かします。`
      }`,
    'local.pull': ({ image }) => `データベースのイメージ ${image} を docker で取得しています。`,
    'local.end': ({ standing }) =>
      standing.length === 0
        ? 'ローカルクラウドを終了しました。何も残っていません。'
        : `ほかのリソースが残っているため、ローカルクラウドは動かし続けます: ${standing.join('、')}`,
    'up.done': ({ seconds, changes, waited }) => {
      if (changes === 0 && waited === 'ready') return `変更はありません。環境は正常です（${duration(seconds)}）。`;
      return waited === 'ready'
        ? `環境の準備ができました（変更 ${changes}件、${duration(seconds)}）。`
        : `リソースを作成しました（変更 ${changes}件、${duration(seconds)}）。準備の完了は「meibo-infra status」で確認できます。`;
    },
    'destroy.done': ({ seconds, removed, left }) =>
      left.length === 0
        ? `すべて削除しました（${removed}件、${duration(seconds)}）。`
        : `${removed}件を削除しましたが、${left.length}件が残っています（${duration(seconds)}）。もう一度「meibo-infra destroy」を実行してください。`,
  },
  progress: {
    underWay: (count) => `${count}件を処理しています`,
    more: (count) => `ほか ${count}件`,
    late: '時間がかかっています',
    stillGoing: (count) => `${count}件を処理しています`,
    imageBuild: 'イメージをビルドしています',
    imagePush: 'イメージをプッシュしています',
    imageNote: (news) => imageNote(news, 'レイヤー'),
    billing: (count) => `課金が続くリソース: ${count}件`,
    remains: (count) => `残っているリソース: ${count}件`,
    perMonth: (usd) => `約 $${usd}/月`,
    free: '無料',
    priceUnknown: '料金不明',
  },
  questions: {
    up: 'この計画を実行しますか？ [y/N] ',
    destroy: ({ stack, onDestroy }) =>
      `${
        onDestroy === 'snapshot'
          ? 'データベースは最終スナップショット（有料）を残して削除されます。'
          : 'データベースのデータも削除され、元に戻せません。'
      }\n実行する場合はスタック名 ${stack} を入力してください: `,
  },
  prices: {
    'nat-gateway': 'NAT ゲートウェイ',
    'public-ipv4': 'パブリック IPv4 アドレス',
    'load-balancer': 'Application Load Balancer',
    'fargate-vcpu': 'Fargate vCPU',
    'fargate-memory': 'Fargate メモリ（GB）',
    'db-instance': 'DB インスタンス',
    'db-storage': 'DB ストレージ（GiB）',
    alarm: 'CloudWatch アラーム',
    source: (date) => `東京リージョンの単価（${date} 時点）。通信量、LCU、ログの料金は含みません。`,
    tokyo: (region) => `${region} の単価は持っていないため、東京リージョンの単価で計算しています。`,
    unknown: (list) => `単価が不明なため含まれていません: ${list}`,
    from: {
      list: (published) => `AWS Price List ${published}`,
      local: (published) => `ローカルの価格表 ${published}`,
      table: (asOf) => `内蔵の表 ${asOf}`,
    },
    total: ({ hour, day, month }) => `料金の目安（通信量を除く）: 1時間 $${hour} / 1日 $${day} / 1か月 $${month}`,
    listed: (region) =>
      `${region} の単価は AWS Price List によるもので、日付はその公開日です。通信量、LCU、ログの料金は含みません。`,
    listedLocally: 'ローカルクラウドは無料です。その価格表は内蔵の表（東京リージョン）です。',
    missed: ({ count, asOf }) =>
      `AWS Price List に単価がない ${count} 行は、内蔵の表（東京リージョン、${asOf} 時点）の単価です。`,
    refused: ({ code, denied }) =>
      `AWS Price List から単価を取得できなかったため（${code}）、内蔵の表の単価を表示しています。${denied ? '取得には pricing:GetProducts が必要です（meibo-infra iam-policy plan に含まれます）。' : ''}`,
  },
  status: {
    overall: {
      well: '正常に稼働しています',
      unwell: '問題があります',
      absent: '環境は作成されていません',
    },
    underWay: ({ command, pid }) => `「${command}」を実行中です（プロセス ${pid}）`,
    resources: 'リソース',
    drift: '設定との差分',
    noDrift: '設定との差分はありません',
    faults: {
      create: '存在しません',
      change: '設定と異なります',
      wait: '準備中',
      renew: '作り直しが必要です',
      remove: '設定にありません',
      blocked: '変更できない差分があります',
    },
    tasks: 'タスク',
    running: (running, desired) => `${running}/${desired} 実行中`,
    healthy: (healthy, desired) => `${healthy}/${desired} ヘルスチェック正常`,
    columns: { task: 'タスク ID', zone: 'AZ', status: '状態', health: 'ヘルスチェック', started: '開始日時' },
    rollout: 'デプロイ',
    scaling: 'スケーリング',
    scalingLine: ({ min, max, current, targetCpu, lastCpu }) =>
      `最小 ${min} / 最大 ${max}${current === undefined ? '' : ` / 現在 ${current}`}、CPU 目標 ${targetCpu}%${
        lastCpu === undefined ? '' : `（直近 ${lastCpu.toFixed(1)}%）`
      }`,
    database: 'データベース',
    answeredBy: (software) => `実際に応答するサーバー: ${software}`,
    embedded: '内蔵の簡易エンジン（SQLite）',
    approximate: 'MySQL ではなく、基本的な SQL だけが使えます',
    mariadb: 'JSON の -> 演算子と utf8mb4_0900 の照合順序は使えません',
    scan: 'イメージの脆弱性（ECR スキャン）',
    scanLine: ({ critical, high }) =>
      `緊急 ${critical} 件${high > 0 ? `、高 ${high} 件` : ''}。ベースイメージとパッケージを更新して meibo-infra up を実行してください。`,
    url: 'URL',
    lastFailure: (at) => `前回の実行の失敗（${at.replace('T', ' ').replace(/\.\d+/, '')}）`,
    answers: (status, ms) => `HTTP ${status}${ms === undefined ? '' : `（${ms}ミリ秒）`}`,
    silent: (reason) => `応答なし（${reason}）`,
    step: (ready, all) => `${ready}/${all}`,
  },
};
