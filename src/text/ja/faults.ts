import type { Words } from '../words.js';

const types = {
  string: '文字列',
  number: '数値',
  integer: '整数',
  boolean: 'true または false',
  object: 'オブジェクト（{ … }）',
  array: '配列（[ … ]）',
} as const;

/** What is wrong with a config. */
export const faults: Pick<Words, 'faults' | 'fault'> = {
  fault: { whole: '設定全体', example: (text) => `例: ${text}` },
  faults: {
    'unknown-key': ({ key, nearest }) =>
      `「${key}」というキーはありません。${nearest ? `「${nearest}」ではありませんか？` : '使えるキーは config.example.json を参照してください。'}`,
    'wrong-type': ({ expected, found }) => `${types[expected]}を指定してください（現在の値: ${found}）。`,
    'not-one-of': ({ found, allowed }) => `${found} は指定できません。次のいずれかを指定してください: ${allowed}。`,
    'too-small': ({ found, minimum }) => `${found} は小さすぎます。${minimum} 以上にしてください。`,
    'too-big': ({ found, maximum }) => `${found} は大きすぎます。${maximum} 以下にしてください。`,
    empty: () => '空にはできません。',
    'too-long': ({ maximum }) => `長すぎます。${maximum} 以内にしてください。`,
    'name-form': ({ found }) =>
      `スタック名「${found}」は使えません。英小文字で始まる 20 文字以内の英小文字・数字・ハイフンにしてください（ハイフンの連続や末尾は不可）。`,
    'name-reserved': ({ found, prefix }) =>
      `スタック名「${found}」は使えません。AWS は「${prefix}」で始まる名前を受け付けません。`,
    'region-form': ({ found }) => `「${found}」はリージョン名ではありません。`,
    'tag-count': ({ found, maximum }) => `タグが ${found}個あります。${maximum}個以内にしてください。`,
    'tag-key-reserved': ({ key }) => `タグキー「${key}」は AWS または meibo-infra が使うため指定できません。`,
    'tag-form': ({ key }) =>
      `タグ「${key}」に使えない文字があるか、長すぎます。キーは 128 文字、値は 256 文字以内で、文字・数字・空白と . : / = + - @ _ が使えます。`,
    'cidr-form': ({ found }) => `「${found}」は IPv4 の CIDR 表記ではありません。`,
    'cidr-host-bits': ({ found, right }) =>
      `「${found}」はネットワークアドレスではありません。${right} としてください。`,
    'vpc-size': ({ found }) => `VPC の CIDR ${found} は /16 から /28 の範囲にしてください。`,
    'vpc-too-small': ({ cidr, zones }) =>
      `VPC の CIDR ${cidr} には ${zones}個の AZ 分のサブネット（パブリックは /27 以上）が収まりません。CIDR を広げるか、サブネットを指定してください。`,
    'subnet-size': ({ found }) => `サブネットの CIDR ${found} は /16 から /28 の範囲にしてください。`,
    'subnet-outside': ({ found, cidr }) => `サブネットの CIDR ${found} が VPC の CIDR ${cidr} に含まれていません。`,
    'subnet-overlap': ({ found, other, otherPath }) =>
      `サブネットの CIDR ${found} が ${other}（${otherPath}）と重複しています。`,
    'subnet-too-small-for-balancer': ({ found }) =>
      `サブネットの CIDR ${found} は小さすぎます。ロードバランサーには /27 以上のサブネットが必要です。`,
    'subnet-count': ({ found, zones }) =>
      `サブネットの CIDR が ${found}個あります。AZ の数（network.zones = ${zones}）と同じ個数にしてください。`,
    'engine-extended-support': ({ found }) =>
      `MySQL ${found} は標準サポートが終了しており、延長サポートの料金（db.t4g.micro で月およそ 175 ドル）がかかるため使えません。8.4 以降を指定してください。`,
    'engine-form': ({ found }) => `「${found}」は使える MySQL のバージョンではありません。8.4 以降を指定してください。`,
    'instance-class-form': ({ found }) => `「${found}」は DB インスタンスクラスではありません。`,
    'db-name-form': ({ found }) =>
      `データベース名「${found}」は使えません。英字で始まる 64 文字以内の英数字にしてください。`,
    'db-user-form': ({ found }) =>
      `マスターユーザー名「${found}」は使えません。英字で始まる 16 文字以内の英数字とアンダースコアにしてください。`,
    'db-word-reserved': ({ found }) => `「${found}」は MySQL または RDS の予約語のため使えません。`,
    'image-sources': ({ found }) =>
      `イメージの取得元が複数あります（${found}）。path、git、uri、archive のうち 1 つだけを指定してください。`,
    'image-only-with-git': ({ key }) => `「${key}」は image.git を指定したときだけ使えます。`,
    'image-copy-without-uri': () => 'image.copy は image.uri を指定したときだけ使えます。',
    'git-form': ({ found }) => `「${found}」は git リポジトリのアドレスではありません。`,
    'ref-form': ({ found }) => `「${found}」はブランチ、タグ、コミットの名前として使えません。`,
    'folder-form': ({ found }) => `「${found}」は使えません。ビルドコンテキストの中の相対パスを指定してください。`,
    'image-uri-form': ({ found }) => `「${found}」はコンテナイメージの URI ではありません。`,
    'command-form': ({ found }) => `「${found}」はコマンド名として使えません。`,
    'cpu-unknown': ({ found, allowed }) =>
      `Fargate に CPU ${found} のサイズはありません。次のいずれかを指定してください: ${allowed}。`,
    'memory-for-cpu': ({ cpu, found, allowed }) =>
      `Fargate では CPU ${cpu} とメモリ ${found} MiB の組み合わせは使えません。使えるメモリ: ${allowed}。`,
    'environment-name': ({ key }) =>
      `環境変数名「${key}」は使えません。英字または _ で始まる英数字と _ にしてください。`,
    'environment-ours': ({ key }) =>
      `環境変数「${key}」は指定できません。DB_ で始まる環境変数は meibo-infra が設定します。`,
    'log-retention': ({ found, allowed }) =>
      `CloudWatch Logs の保持期間に ${found}日は指定できません。次のいずれかを指定してください: ${allowed}。`,
    'health-path': ({ found }) =>
      `ヘルスチェックのパス「${found}」は使えません。/ で始まる空白のない ASCII 文字にしてください。`,
    matcher: ({ found }) =>
      `成功コード「${found}」は使えません。200〜499 の範囲で、200、200,204、200-299 のように指定してください。`,
    'timeout-not-below-interval': ({ timeout, interval }) =>
      `タイムアウト（${timeout}秒）は間隔（intervalSeconds = ${interval}秒）より短くしてください。`,
    'min-above-max': ({ min, max }) => `最大タスク数（${max}）が最小タスク数（min = ${min}）より小さくなっています。`,
  },
};
