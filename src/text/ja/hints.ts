import type { Words } from '../words.js';

const repair = '「meibo-infra up」を再実行すると、設定どおりの内容に修復されます。';
const or = (text: string | undefined, otherwise: string) => text ?? otherwise;

/** What evidence lets one guess, and what to try. */
export const hints: Words['hints'] = {
  'health-path': ({ path, got, codes }) => ({
    cause: `ヘルスチェックのパス${path ? ` ${path} ` : ''}に対して、API が${got ? ` HTTP ${got} を` : '期待と異なるステータスコードを'}返しています${codes ? `（正常とみなすのは ${codes}）` : ''}。`,
    todo: [
      '設定の loadBalancer.healthCheck.path を、API が正常に応答するパス（/health、/、/api/health など）に変更してください。',
      'そのステータスコードを正常とみなす場合は、loadBalancer.healthCheck.matcher を変更してください。',
    ],
  }),
  'elb-health': ({ path, port }) => ({
    cause: 'ロードバランサーのヘルスチェックに失敗したため、ECS がタスクを停止しました。',
    todo: [
      `API がポート ${or(port?.toString(), 'container.port')} で待ち受け、${or(path, 'loadBalancer.healthCheck.path')} に正常なステータスコードを返すことを確認してください。`,
      '起動に時間がかかる API の場合は、設定の service.gracePeriodSeconds を長くしてください。',
    ],
  }),
  'target-timeout': ({ port }) => ({
    cause: `ロードバランサーからタスク${port ? `のポート ${port} ` : ''}への通信がタイムアウトしています。`,
    todo: [
      `タスクのセキュリティグループが ALB からの通信を許可しているか確認してください。${repair}`,
      'API の起動や応答が遅い場合は、service.gracePeriodSeconds を長くするか、container.cpu を増やしてください。',
    ],
  }),
  'target-refused': ({ port }) => ({
    cause: `API がポート${port ? ` ${port} ` : ''}で待ち受けていません（ロードバランサーからの接続が拒否されました）。`,
    todo: [
      '設定の container.port を、API が実際に待ち受けるポートに変更してください。Dockerfile の EXPOSE や起動ログで確認できます。',
      'API が 127.0.0.1 だけで待ち受けている場合は、0.0.0.0 で待ち受けるように修正してください。',
    ],
  }),
  'target-not-in-use': () => ({
    cause:
      'ターゲットグループがリスナーに関連付けられていないか、タスクの AZ がロードバランサーで有効になっていません。',
    todo: [repair],
  }),
  architecture: () => ({
    cause: 'コンテナイメージの CPU アーキテクチャがタスクと異なります。',
    todo: [
      'Apple シリコンの Mac などでビルドした ARM 用イメージをそのまま使う場合は、設定の container.architecture を arm64 にしてください。',
      'x86_64 で動かす場合は、docker build に --platform linux/amd64 を付けてビルドし直してください。image.path や image.git を使うと、自動的にタスクに合わせてビルドされます。',
    ],
  }),
  'no-route': () => ({
    cause: 'タスクからインターネットへの経路がないため、ECR や Parameter Store に接続できません。',
    todo: [
      `NAT ゲートウェイが削除されていないか、プライベートサブネットのルートテーブルに 0.0.0.0/0 のルートがあるか、タスクのセキュリティグループがアウトバウンド通信を許可しているかを確認してください。${repair}`,
    ],
  }),
  'image-not-there': ({ image }) => ({
    cause: `コンテナイメージ${image ? ` ${image} ` : ''}がレジストリにありません。`,
    todo: [
      '設定の image.uri で指定している場合は、リポジトリ名とタグ（またはダイジェスト）が正しいか、プッシュ済みかを確認してください。',
      'このツールがプッシュしたイメージの場合は、「meibo-infra up」を再実行するともう一度プッシュされます。',
    ],
  }),
  'pull-denied': () => ({
    cause: 'コンテナイメージの取得が拒否されました。',
    todo: [
      `タスク実行ロールに AmazonECSTaskExecutionRolePolicy がアタッチされているか、S3 エンドポイントのポリシーで拒否していないかを確認してください。${repair}`,
      'ほかのアカウントの ECR やプライベートなレジストリの場合は、image.copy を true にして自分の ECR にコピーしてください。',
    ],
  }),
  'pull-rate': () => ({
    cause: 'レジストリの取得回数の制限に達しました。',
    todo: ['しばらく待って再実行するか、image.copy を true にして ECR から取得するようにしてください。'],
  }),
  role: ({ action, role }) => ({
    cause: `タスク実行ロール${role ? ` ${role} ` : ''}に${action ? ` ${action} の` : '必要な'}権限がありません。`,
    todo: [
      repair,
      '再実行しても変わらない場合は、アクセス許可の境界や SCP で拒否されていないか、組織の管理者に確認してください。',
    ],
  }),
  'role-not-assumed': ({ role }) => ({
    cause: `ECS がロール${role ? ` ${role} ` : ''}を引き受けられません。`,
    todo: [
      `ロールが削除されていないか、信頼ポリシーで ecs-tasks.amazonaws.com を許可しているかを確認してください。${repair}`,
    ],
  }),
  parameter: () => ({
    cause: 'パラメータストアに DB パスワードのパラメータがありません。',
    todo: [repair],
  }),
  'log-group': () => ({
    cause: 'CloudWatch Logs のロググループがありません。',
    todo: [repair],
  }),
  'db-unreachable': () => ({
    cause: 'コンテナからデータベースに接続できません。',
    todo: [
      `データベースのセキュリティグループがタスクからの 3306 ポートを許可しているか、DB インスタンスが利用可能かを確認してください。${repair}`,
      'API が接続先に環境変数 DB_HOST の値（RDS のエンドポイント）と 3306 ポートを使っているか確認してください。',
    ],
  }),
  'db-host': () => ({
    cause: 'コンテナが接続しようとしたデータベースのホスト名を解決できません。',
    todo: [
      'API が接続先に環境変数 DB_HOST の値（RDS のエンドポイント）を使っているか、ホスト名をソースコードに直接書いていないかを確認してください。',
    ],
  }),
  'db-password': () => ({
    cause: 'データベースへのログインに失敗しています（ユーザー名またはパスワードの誤り）。',
    todo: [
      'API が環境変数 DB_USER と DB_PASSWORD を使っているか確認してください。',
      'マスターパスワードを変更した場合は、パラメータストアの値も合わせてください。',
    ],
  }),
  'db-name': () => ({
    cause: '接続先のデータベースが DB インスタンスにありません。',
    todo: ['API が環境変数 DB_NAME を使っているか、設定の database.name が正しいかを確認してください。'],
  }),
  'db-plugin': () => ({
    cause: 'API の MySQL ドライバーが DB の認証方式または TLS 必須の設定に対応していません。',
    todo: ['API の MySQL ドライバーを新しいバージョンに更新してください。'],
  }),
  memory: () => ({
    cause: 'コンテナのメモリが不足しています。',
    todo: ['設定の container.memory を増やしてください。'],
  }),
  'exits-at-once': () => ({
    cause: 'コンテナが起動してすぐに正常終了しています（終了コード 0）。',
    todo: [
      'API がフォアグラウンドで動き続けるように、Dockerfile の CMD または ENTRYPOINT を確認してください（バックグラウンド起動にするとコンテナは終了します）。',
    ],
  }),
  'app-crashed': ({ exitCode, log }) => ({
    cause: `コンテナ内の API が起動に失敗して終了しています${exitCode === undefined ? '' : `（終了コード ${exitCode}）`}。`,
    todo: [
      log
        ? '上の「最後のログ」のエラーを確認し、API または設定の container.environment を修正してください。'
        : 'ログが出力されていません。同じイメージを手元で起動し、終了する原因を確認してください。',
    ],
  }),
  'task-quota': () => ({
    cause: 'このアカウントで同時に実行できる Fargate の vCPU 数（またはタスク数）の上限に達しています。',
    todo: [
      'Service Quotas コンソールで「Fargate On-Demand vCPU resource count」の引き上げを申請してください: https://console.aws.amazon.com/servicequotas/home/services/fargate/quotas',
      'ほかのタスクを停止するか、設定の container.cpu や scaling.min を小さくしても解決します。',
    ],
  }),
  capacity: () => ({
    cause: 'AWS 側の空き容量が一時的に不足しています。',
    todo: ['しばらく待って再実行するか、別の AZ やインスタンスクラスを使ってください。'],
  }),
  'subnet-full': () => ({
    cause: 'サブネットに空き IP アドレスがありません。',
    todo: ['設定の network.cidr をより大きくして作り直してください。'],
  }),
  'interface-in-use': () => ({
    cause: 'ほかのリソースがまだ使用しています。',
    todo: [
      '上の「使用中」のリソースがこのツールで作ったものでなければ、先に AWS マネジメントコンソールで削除してください。',
    ],
  }),
  'db-incompatible': () => ({
    cause: 'DB インスタンスが、このままでは復旧できない状態です。',
    todo: ['RDS コンソールの「ログとイベント」で原因を確認してください。'],
  }),
  'local-database': () => ({
    cause: 'ローカルクラウドのデータベースサーバーが、繰り返し終了しました。',
    todo: [
      '「meibo-infra local stop」の後に「meibo-infra local start」を実行すると、データを残したまま起動し直します。',
      'それでも終了する場合は、.meibo-infra/local/databases にある server.log で原因を確認してください（ディスクの空き不足など）。',
    ],
  }),
};
