import type { Words } from '../words.js';

/** 採点表 of `verify`: titles as the assignment words them, remedies after its トラブルシューティング. */
export const verify: Words['verify'] = {
  titles: {
    'container-running': 'GoのAPIがコンテナとして動作していること',
    'image-registry': 'コンテナイメージを保存するためのレジストリが用意されていること',
    'env-db-host': '環境変数に`DB_HOST`が設定されていること',
    'env-db-user': '環境変数に`DB_USER`が設定されていること',
    'env-db-password': '環境変数に`DB_PASSWORD`が設定されていること',
    'env-db-name': '環境変数に`DB_NAME`が `meibo` で設定されていること',
    'load-balancer': 'ロードバランサーが作成されていること',
    balancing: '複数のコンテナへの負荷分散が行われていること',
    'http-80': 'インターネットからの80ポート（HTTP）リクエストを受け付けていること',
    'health-check': 'ヘルスチェックが設定されていること',
    scaling: '負荷に応じたオートスケーリングが設定されていること',
    'min-max': '最小コンテナ数が2、最大コンテナ数が4であること',
    'cpu-70': 'CPU使用率70%でスケールアウトすること',
    'db-instance': 'RDSインスタンスが作成されていること',
    'db-engine': 'DBエンジンはMySQLが使用されていること',
    'balancer-subnets': 'VPC内にロードバランサー用のサブネットが構成されていること',
    'inner-subnets': 'VPC内にコンテナ・RDS用のサブネットが構成されていること',
    'image-pull': 'コンテナがインターネットからイメージをプルできること',
    'api-answers': 'ロードバランサーのDNS名でAPIにアクセスし、正常に動作すること',
    'record-post': 'ロードバランサーのDNS名で `POST /api/persons` を呼び出し、登録した内容が `id` 付きで返ること',
    'record-get': 'ロードバランサーのDNS名で `GET /api/persons` を呼び出し、登録した内容が一覧に含まれること',
    'database-connection': 'コンテナからRDSへの接続が正常に行われること',
  },
  requirements: {
    1: '要件1：コンテナ基盤',
    2: '要件2：環境変数の設定',
    3: '要件3：ロードバランサー',
    4: '要件4：オートスケーリング',
    5: '要件5：DBサーバ',
    6: '要件6：ネットワーク構成',
    operation: '動作確認',
  },
  marks: { ok: '○', ng: '×', skip: '−' },
  heading: { 1: '採点表（提出物）', 2: '採点表（構築チェックリスト）' },
  counts: ({ ok, ng, skip }) => `○ ${ok}　× ${ng}　− ${skip}`,
  passed: 'すべての項目を満たしています。',
  notPassed: '満たしていない、または確認できない項目があります。',
  seen: '確認値',
  source: '根拠',
  console: '画面',
  cause: '原因',
  fix: '対処',
  causes: {
    'no-service': ({ looked }) => ({
      cause: `ECS サービスが見つかりません（${looked}）。`,
      fix: 'ECS サービスを作成してください（meibo-infra up）。手作業で作った環境は --cluster と --service、または --alb で指定してください。',
    }),
    'no-running-task': ({ running, desired, reason }) => ({
      cause: `実行中のタスクがありません（${running}/${desired}）。${reason ?? ''}`,
      fix: 'タスク定義の設定（CPU、メモリ、コンテナイメージ URL）、ECR のイメージ、タスク実行ロールの権限、CloudWatch Logs のエラーログを確認してください。',
    }),
    'no-task-definition': () => ({
      cause: 'タスク定義が見つからないため、コンテナの設定を確認できません。',
      fix: 'タスク定義を作成し、ECS サービスに設定してください。',
    }),
    'image-elsewhere': ({ image }) => ({
      cause: `イメージは ECR 以外のレジストリにあります（${image}）。`,
      fix: 'ECR リポジトリを作成してイメージをプッシュし、タスク定義のイメージ URL をそのリポジトリにしてください。',
    }),
    'no-repository': ({ name }) => ({
      cause: `タスク定義が使う ECR リポジトリ「${name}」がありません。`,
      fix: 'ECR リポジトリを作成し、イメージをプッシュしてください。',
    }),
    'no-image': ({ image }) => ({
      cause: `ECR リポジトリに、タスク定義が使うイメージがありません（${image}）。`,
      fix: 'ECR にイメージを正しくプッシュするか、タスク定義のイメージ URL を直してください。',
    }),
    'variable-missing': ({ variable, names }) => ({
      cause: `タスク定義に環境変数 ${variable} がないか、値が空です（設定されているもの: ${names || 'なし'}）。`,
      fix: `タスク定義の新しいリビジョンに ${variable} を追加し、サービスを更新してください。`,
    }),
    'variable-differs': ({ variable, is, want }) => ({
      cause: `${variable} の値が ${want} ではなく ${is} です。`,
      fix: `タスク定義の新しいリビジョンで ${variable} を ${want} に直し、サービスを更新してください。`,
    }),
    'no-load-balancer': ({ looked }) => ({
      cause: `ロードバランサー${looked ? `「${looked}」` : ''}が見つかりません。`,
      fix: 'インターネット向けの Application Load Balancer を作成し、ECS サービスのターゲットグループへ転送してください。',
    }),
    'balancer-not-active': ({ state, reason }) => ({
      cause: `ロードバランサーがアクティブではありません（${[state, reason].filter(Boolean).join(': ')}）。`,
      fix: 'プロビジョニングが終わるまで待って、もう一度確認してください。失敗している場合は作り直してください。',
    }),
    'balancer-internal': () => ({
      cause: 'ロードバランサーが内部向け（internal）です。',
      fix: 'スキームは後から変更できません。インターネット向け（internet-facing）で作り直してください。',
    }),
    'no-listener': ({ ports }) => ({
      cause: `80 番ポートの HTTP リスナーがありません（あるもの: ${ports || 'なし'}）。`,
      fix: 'HTTP:80 のリスナーを作成し、ECS サービスのターゲットグループへ転送してください。',
    }),
    'listener-elsewhere': ({ port }) => ({
      cause: `${port} 番ポートのリスナーが、ECS サービスのターゲットグループへ転送していません。`,
      fix: 'リスナーのデフォルトアクションを、ECS サービスのターゲットグループへの転送にしてください。',
    }),
    'balancer-closed': ({ port, groups, open }) => ({
      cause: `ロードバランサーのセキュリティグループ（${groups}）が、インターネットからの ${port} 番ポートを許可していません（許可: ${open || 'なし'}）。`,
      fix: `インバウンドルールに TCP ${port}、送信元 0.0.0.0/0 を追加してください。`,
    }),
    'no-target-group': () => ({
      cause: 'ターゲットグループが見つかりません。',
      fix: 'ターゲットグループを作成し、ECS サービスとリスナーに設定してください。',
    }),
    'tasks-closed': ({ port, groups, from }) => ({
      cause: `ECS タスクのセキュリティグループ（${groups}）が、ALB（${from || 'セキュリティグループなし'}）からの ${port} 番ポートを許可していません。`,
      fix: `ECS タスクのセキュリティグループのインバウンドルールに、TCP ${port}、送信元に ALB のセキュリティグループを追加してください。`,
    }),
    'too-few-healthy': ({ healthy, registered, reasons }) => ({
      cause: `正常なターゲットが ${healthy} 個しかありません（登録: ${registered} 個）。${reasons}`,
      fix: 'ECS タスクが 2 つ以上起動しているか、ターゲットグループのヘルスチェックが成功しているか、CloudWatch Logs でコンテナログを確認してください。',
    }),
    'one-zone': ({ zone }) => ({
      cause: `正常なターゲットが 1 つの AZ（${zone}）にしかありません。`,
      fix: 'ECS サービスに、異なる AZ のサブネットを 2 つ以上設定してください。',
    }),
    'one-task-answers': ({ requests }) => ({
      cause: `${requests} 回のリクエストに、1 つのタスクだけが応答しました。`,
      fix: 'ターゲットグループの維持設定（スティッキーセッション）を無効にし、すべてのターゲットが正常か確認してください。',
    }),
    'answers-unknown': ({ requests }) => ({
      cause: `${requests} 回のリクエストに応答がありましたが、どのタスクが応答したかを確認できません（応答にもログにも現れません）。`,
      fix: 'タスク定義でログを CloudWatch Logs に送り（awslogs）、リクエストごとにログを出すようにするか、応答に X-Served-By ヘッダーを付けてください。',
    }),
    'health-check-off': () => ({
      cause: 'ターゲットグループのヘルスチェックが無効です。',
      fix: 'ヘルスチェックを有効にし、パスを /health または / にしてください。',
    }),
    'health-check-fails': ({ path, reasons }) => ({
      cause: `ヘルスチェック（${path}）に成功しているターゲットがありません。${reasons}`,
      fix: 'ヘルスチェックパスを /health または / にし、コンテナのポートと CloudWatch Logs のコンテナログを確認してください。',
    }),
    'no-scalable-target': () => ({
      cause: 'ECS サービスの Auto Scaling 設定がありません。',
      fix: 'ECS サービスの Auto Scaling を有効にし、最小 2、最大 4、CPU 使用率 70% のターゲット追跡を設定してください。',
    }),
    'no-scaling-policy': () => ({
      cause: 'スケーリングポリシーがありません。',
      fix: '平均 CPU 使用率（ECSServiceAverageCPUUtilization）70% のターゲット追跡ポリシーを追加してください。',
    }),
    'scaling-suspended': ({ what }) => ({
      cause: `オートスケーリングが一時停止されています（${what}）。`,
      fix: 'スケーラブルターゲットの一時停止を解除してください。',
    }),
    'alarm-missing': ({ alarms }) => ({
      cause: `スケーリングポリシーの CloudWatch アラームがありません（${alarms}）。`,
      fix: 'スケーリングポリシーを保存し直すと、アラームが作り直されます。',
    }),
    'capacity-differs': ({ min, max }) => ({
      cause: `コンテナ数の範囲が ${min}〜${max} です。`,
      fix: 'ECS サービスの Auto Scaling で、最小を 2、最大を 4 にしてください。',
    }),
    'policy-not-cpu': ({ metric }) => ({
      cause: `スケーリングポリシーの指標が CPU 使用率ではありません（${metric}）。`,
      fix: '平均 CPU 使用率（ECSServiceAverageCPUUtilization）70% のターゲット追跡ポリシーを追加してください。',
    }),
    'cpu-target-differs': ({ is }) => ({
      cause: `スケーリングポリシーのしきい値が 70% ではなく ${is}% です。`,
      fix: 'スケーリングポリシーのターゲット値を 70 にしてください。',
    }),
    'no-database': () => ({
      cause: 'RDS インスタンスが見つかりません。',
      fix: 'MySQL の RDS インスタンスを作成し、エンドポイントを DB_HOST に設定してください。',
    }),
    'database-not-available': ({ state }) => ({
      cause: `RDS インスタンスが利用可能ではありません（${state}）。`,
      fix: '作成中なら終わるまで待ってください。停止しているなら起動してください。',
    }),
    'engine-differs': ({ engine }) => ({
      cause: `DB エンジンが MySQL ではありません（${engine}）。`,
      fix: 'エンジンは後から変更できません。MySQL の RDS インスタンスを作り直してください。',
    }),
    'subnets-without-internet': ({ subnets }) => ({
      cause: `ロードバランサーのサブネット（${subnets}）に、インターネットゲートウェイへのルートがありません。`,
      fix: 'インターネットゲートウェイを VPC にアタッチし、サブネットのルートテーブルに 0.0.0.0/0 → インターネットゲートウェイを設定してください。',
    }),
    'subnets-shared': ({ subnets }) => ({
      cause: `コンテナがロードバランサーと同じサブネット（${subnets}）に配置されています。`,
      fix: 'コンテナ・RDS 用のプライベートサブネットを作成し、ECS サービスをそこに配置してください。',
    }),
    'other-network': ({ is, want }) => ({
      cause: `コンテナと RDS とロードバランサーが同じ VPC（${want}）にありません（${is}）。`,
      fix: 'ECS タスクと RDS を、ロードバランサーと同じ VPC のプライベートサブネットに配置してください。',
    }),
    'no-way-out': ({ subnets }) => ({
      cause: `コンテナのサブネット（${subnets}）のルートテーブルに、0.0.0.0/0 のルートがありません。`,
      fix: 'プライベートサブネットのルートテーブルに、NAT Gateway へのルート（0.0.0.0/0）を設定してください。',
    }),
    'nat-gone': ({ gateways }) => ({
      cause: `ルートの先の NAT Gateway（${gateways}）が存在しないか、利用可能ではありません。`,
      fix: 'パブリックサブネットに NAT Gateway を作成し、プライベートサブネットのルート（0.0.0.0/0）をそこへ向けてください。',
    }),
    'nat-without-address': ({ gateways }) => ({
      cause: `NAT Gateway（${gateways}）に Elastic IP が割り当てられていません。`,
      fix: '接続タイプがパブリックで、Elastic IP を割り当てた NAT Gateway を作成してください。',
    }),
    'nat-not-public': ({ gateways, subnets }) => ({
      cause: `NAT Gateway（${gateways}）のサブネット（${subnets}）に、インターネットゲートウェイへのルートがありません。`,
      fix: 'NAT Gateway をパブリックサブネットに配置し、そのルートテーブルに 0.0.0.0/0 → インターネットゲートウェイを設定してください。',
    }),
    'no-public-address': ({ subnets }) => ({
      cause: `コンテナのサブネット（${subnets}）はインターネットゲートウェイへ直接つながりますが、タスクにパブリック IP がないか、ゲートウェイがアタッチされていません。`,
      fix: 'ECS サービスをプライベートサブネットに配置して NAT Gateway を使うか、パブリック IP の自動割り当てを有効にしてください。',
    }),
    'no-answer': ({ url, reason }) => ({
      cause: `${url} から応答がありません（${reason}）。`,
      fix: 'ロードバランサーの作成直後は DNS 名が使えるまで数分かかります。リスナー、セキュリティグループ、ターゲットの状態を確認してください。',
    }),
    'answers-badly': ({ url, status }) => ({
      cause: `${url} が HTTP ${status} を返しました。`,
      fix: 'CloudWatch Logs でコンテナログを確認し、環境変数（DB_HOST、DB_USER、DB_PASSWORD、DB_NAME）と RDS のセキュリティグループを確認してください。',
    }),
    'no-known-form': ({ tried }) => ({
      cause: `API のパスが見つかりません（${tried}）。`,
      fix: 'API の README でパスを確認し、正しいイメージをデプロイしているか確認してください。',
    }),
    'record-refused': ({ request, status }) => ({
      cause: `レコードを登録できません（${request} → ${status}）。`,
      fix: 'CloudWatch Logs でコンテナログを確認し、DB_NAME のデータベースとテーブルがあるか確認してください。',
    }),
    'record-without-id': ({ request, status }) => ({
      cause: `レコードは登録できましたが、応答に id がありません（${request} → ${status}）。`,
      fix: '正しいイメージをデプロイしているか、API の README で応答の形を確認してください。',
    }),
    'record-lost': ({ request, status }) => ({
      cause: `登録したレコードが返ってきません（${request} → ${status}）。`,
      fix: 'CloudWatch Logs でコンテナログを確認し、すべてのタスクが同じ RDS に接続しているか確認してください。',
    }),
    'database-closed': ({ port, groups, from }) => ({
      cause: `RDS のセキュリティグループ（${groups}）が、ECS タスク（${from}）からの ${port} 番ポートを許可していません。`,
      fix: `RDS のセキュリティグループのインバウンドルールに、TCP ${port}、送信元に ECS タスクのセキュリティグループを追加してください。`,
    }),
    'not-allowed': ({ operations }) => ({
      cause: `権限がないため確認できません（${operations}）。`,
      fix: 'meibo-infra iam-policy verify が出力するポリシーを、IAM ユーザーまたはロールに付けてください。',
    }),
  },
};
