import type { Words } from '../words.js';

const blocks = (...parts: readonly (string | undefined)[]) => parts.filter(Boolean).join('、');

/** What AWS told, and what it suggests to try. */
export const evidence: Pick<Words, 'evidence' | 'hints' | 'images'> = {
  evidence: {
    state: ({ state, code, message }, speak) => [
      `状態: ${blocks(speak.state(state), code)}${message ? ` — ${message}` : ''}`,
    ],
    'stopped-task': ({ task, stopCode, reason, exitCode, count }) => [
      `停止したタスク ${task}${count > 1 ? `（同じ理由で計 ${count}件）` : ''}: ${
        blocks(stopCode, exitCode === undefined ? undefined : `終了コード ${exitCode}`) || '理由コードなし'
      }${reason ? ` — ${reason}` : ''}`,
    ],
    log: ({ task, lines }) => [`タスク ${task} の最後のログ:`, ...lines.map((it) => `  | ${it}`)],
    event: ({ at, message }) => [`イベント ${at}: ${message}`],
    target: ({ target, state, reason, description }, speak) => [
      `ターゲット ${target}: ${blocks(speak.state(state), reason)}${description ? ` — ${description}` : ''}`,
    ],
    rollout: ({ state, reason }, speak) => [`デプロイ: ${speak.state(state)}${reason ? ` — ${reason}` : ''}`],
    blocker: ({ id, type, owner, description }, speak) => [
      `使用中: ${speak.kind(type)} ${id}${owner ? `（所有者 ${owner}）` : ''}${description ? ` — ${description}` : ''}`,
    ],
  },
  hints: {
    'health-path':
      'ヘルスチェックのパスが API の応答と合っていません。設定の loadBalancer.healthCheck.path（/health や / など）と matcher を確認してください。',
    'elb-health':
      'ロードバランサーのヘルスチェックに失敗したため、ECS がタスクを停止しました。上のログで、設定の loadBalancer.healthCheck.path に API が matcher のステータスコードを返しているか、container.port が正しいかを確認してください。起動に時間がかかる場合は service.gracePeriodSeconds を長くしてください。',
    'target-timeout':
      'ロードバランサーからタスクへの通信がタイムアウトしています。タスクのセキュリティグループが container.port への通信を許可しているか、API の起動や応答が遅すぎないかを確認してください。',
    'target-refused':
      'タスクが接続を拒否しています。container.port が API の待ち受けポートと同じか、API が 127.0.0.1 だけで待ち受けていないかを確認してください。',
    'target-not-in-use':
      'ターゲットグループがリスナーに関連付けられていないか、タスクの AZ がロードバランサーで有効になっていません。「meibo-infra up」を実行すると修復されます。',
    architecture:
      'イメージの CPU アーキテクチャがタスクと異なります。container.architecture をイメージに合わせるか、そのアーキテクチャ向けにビルドし直してください。',
    'no-route':
      'タスクからインターネットへの経路がありません。NAT ゲートウェイが利用可能か、プライベートサブネットのルートテーブルに 0.0.0.0/0 のルートがあるか、アウトバウンド通信が許可されているかを確認してください。',
    'image-not-there': 'イメージが ECR リポジトリにありません。「meibo-infra up」を実行して再度プッシュしてください。',
    'pull-denied':
      'イメージの取得が拒否されました。タスク実行ロールに AmazonECSTaskExecutionRolePolicy がアタッチされているか、S3 エンドポイントのポリシーを確認してください。',
    'pull-rate':
      'レジストリの取得回数制限に達しました。しばらく待つか、イメージを ECR から取得するようにしてください。',
    role: 'ロールの権限が足りないか、ロールを引き受けられません。タスク実行ロールのポリシーと信頼ポリシーを確認してください。「meibo-infra up」を実行すると既定の内容に修復されます。',
    parameter: 'パラメータストアに DB パスワードのパラメータがありません。「meibo-infra up」を実行すると修復されます。',
    'log-group': 'CloudWatch Logs のロググループがありません。「meibo-infra up」を実行すると修復されます。',
    'db-unreachable':
      'コンテナからデータベースに接続できていません。DB インスタンスが利用可能か、データベースのセキュリティグループがタスクからの 3306 ポートを許可しているか、環境変数 DB_HOST を確認してください。',
    'db-password':
      'データベースへのログインに失敗しています。マスターパスワードがパラメータストアの値と一致しているか確認してください。',
    'db-name':
      '環境変数 DB_NAME のデータベースが DB インスタンスにありません。設定の database.name を確認してください。',
    'db-plugin':
      'API の MySQL ドライバーが DB の認証方式または TLS 必須の設定に対応していません。ドライバーを新しくしてください。',
    memory: 'コンテナのメモリが不足しています。設定の container.memory を増やしてください。',
    'exits-at-once':
      'コンテナが正常終了しています。API が前面（フォアグラウンド）で動き続けるように、Dockerfile の CMD を確認してください。',
    'app-crashed': 'コンテナ内の API が異常終了しています。上のログで原因を確認してください。',
    'task-quota':
      'Fargate の同時実行数（vCPU）の上限に達しています。Service Quotas コンソールで引き上げを申請してください: https://console.aws.amazon.com/servicequotas/home/services/fargate/quotas',
    capacity: 'AWS 側の容量が不足しています。しばらく待って再実行するか、別の AZ やクラスを使ってください。',
    'subnet-full': 'サブネットの空き IP アドレスが足りません。より大きな CIDR を設定してください。',
    'interface-in-use':
      '上のリソースがまだ使用しています。このツールが作ったものでなければ、先に AWS マネジメントコンソールで削除してください。',
    'db-incompatible':
      'DB インスタンスがこのままでは復旧できない状態です。RDS コンソールの「ログとイベント」で原因を確認してください。',
  },
  images: {
    'engine-missing': () => ({
      cause:
        'コンテナイメージをビルドするコマンド（docker、podman、nerdctl、finch、buildah のいずれか）が見つかりません。',
      todo: [
        'Docker などをインストールしてください: https://docs.docker.com/get-docker/',
        'ビルド済みのイメージを使う場合は、設定の image.uri または image.archive を指定してください。',
      ],
    }),
    'engine-not-running': (fact) => ({
      cause: `${fact('engine') || 'コンテナエンジン'} が起動していないため、イメージをビルドできません。`,
      todo: [
        'Docker Desktop などを起動してから再実行してください。',
        'Linux では sudo systemctl start docker で起動できます。',
      ],
    }),
    'build-failed': (fact) => ({
      cause: `イメージのビルドに失敗しました${fact('exitCode') ? `（終了コード ${fact('exitCode')}）` : ''}。`,
      todo: ['上の出力で失敗した命令を確認し、Dockerfile またはソースコードを修正してください。'],
    }),
    'context-missing': (fact) => ({
      cause: `ビルドコンテキストのフォルダー ${fact('folder') || fact('path')} がありません。`,
      todo: ['設定の image.path または image.folder を確認してください。'],
    }),
    'dockerfile-missing': (fact) => ({
      cause: `Dockerfile（${fact('dockerfile') || fact('path') || fact('file')}）が見つかりません。`,
      todo: ['設定の image.dockerfile を、ビルドコンテキストからの相対パスで指定してください。'],
    }),
    'git-missing': () => ({
      cause: 'git コマンドが見つからないため、ソースコードを取得できません。',
      todo: ['git をインストールするか、取得済みのフォルダーを image.path に指定してください。'],
    }),
    'git-failed': (fact) => ({
      cause: `git リポジトリ ${fact('git') || fact('url')}${fact('ref') ? ` の ${fact('ref')}` : ''} を取得できませんでした。`,
      todo: ['設定の image.git と image.ref、ネットワーク接続、リポジトリの閲覧権限を確認してください。'],
    }),
    'git-invalid': (fact) => ({
      cause: `git の指定${fact('ref') || fact('folder') ? `「${fact('ref') || fact('folder')}」` : ''}は使えません。`,
      todo: [
        'image.git にはパスワードを含まない https、ssh、file のアドレスを、image.ref にはブランチ、タグ、または省略していないコミットを、image.folder にはリポジトリ内のフォルダーを指定してください。',
      ],
    }),
    'git-ref-missing': (fact) => ({
      cause: `git リポジトリ ${fact('url')} に、ブランチ、タグ、コミット「${fact('ref')}」がありません。`,
      todo: ['image.ref を修正するか、既定のブランチを使う場合は省略してください。コミットは省略せずに指定します。'],
    }),
    'platform-mismatch': (fact) => ({
      cause: `イメージのプラットフォーム（${fact('found') || fact('is') || '不明'}）が必要なもの（${fact('wanted') || fact('want') || fact('platform')}）と異なります。`,
      todo: ['container.architecture をイメージに合わせるか、必要なプラットフォーム向けのイメージを用意してください。'],
    }),
    'registry-refused': (fact) => {
      const host = fact('registry') || fact('host');
      const status = Number(fact('status'));
      if (status === 401 || status === 403)
        return {
          cause: `レジストリ ${host} にログインできません（HTTP ${status}）。パスワードが違うか、期限が切れています。`,
          todo: [
            'ECR のトークンは実行ごとに取得します。再実行し、IAM ユーザーにプッシュ権限があるか確認してください。',
            '他のレジストリでは、イメージを公開するか、image.archive で ECR にコピーしてください。',
          ],
        };
      if (status === 404)
        return {
          cause: `レジストリ ${host} にリポジトリがありません（HTTP 404）。`,
          todo: ['meibo-infra up を再実行すると、リポジトリが作り直されます。'],
        };
      return {
        cause: `レジストリ ${host} に拒否されました${status ? `（HTTP ${status}）` : ''}。`,
        todo: ['レジストリへのログイン状態と、IAM ユーザーの ECR へのプッシュ権限を確認してください。'],
      };
    },
    'registry-unreachable': (fact) => ({
      cause: `レジストリ ${fact('registry') || fact('host')} に接続できません。`,
      todo: ['ネットワーク接続とプロキシの設定を確認してから再実行してください。'],
    }),
    'push-failed': (fact) => ({
      cause: fact('stored')
        ? `レジストリ ${fact('host')} に保存された内容が、プッシュしたものと異なります。`
        : `イメージを ${fact('host') || 'ECR'} にプッシュできませんでした${fact('status') ? `（HTTP ${fact('status')}）` : ''}。数回試しましたが成功しませんでした。`,
      todo: [
        Number(fact('status')) >= 500
          ? 'ディスク不足など、レジストリ側の障害です。しばらくしてから再実行してください。'
          : 'ネットワーク接続と IAM ユーザーの ECR へのプッシュ権限を確認してから再実行してください。',
      ],
    }),
    'reference-invalid': (fact) => ({
      cause: `イメージの参照「${fact('reference') || fact('uri')}」の書き方が正しくありません。`,
      todo: ['レジストリ/リポジトリ:タグ、またはレジストリ/リポジトリ@sha256:… の形で指定してください。'],
    }),
    'image-not-found': (fact) => ({
      cause: `イメージ ${fact('reference') || fact('uri') || fact('archive') || fact('path')} が見つかりません。`,
      todo: ['名前とタグ、レジストリへのアクセス権を確認してください。'],
    }),
    'image-invalid': (fact) => ({
      cause: `イメージ${fact('path') ? ` ${fact('path')} ` : 'の内容'}が壊れているか、対応していない形式です。`,
      todo: ['docker save または OCI 形式のアーカイブを作成し直してください。'],
    }),
  },
};
