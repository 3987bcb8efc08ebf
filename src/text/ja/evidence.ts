import type { Words } from '../words.js';
import { hints } from './hints.js';

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
    target: ({ target, state, reason, description, count = 1 }, speak) => [
      `ターゲット ${target}${count > 1 ? `（同じ状態が計 ${count}件）` : ''}: ${blocks(speak.state(state), reason)}${description ? ` — ${description}` : ''}`,
    ],
    check: ({ path, port, codes }) => [
      `ヘルスチェックの設定: GET ${path}${port === undefined ? '' : `、ポート ${port}`}${codes ? `、正常とみなすコード ${codes}` : ''}`,
    ],
    rollout: ({ state, reason }, speak) => [`デプロイ: ${speak.state(state)}${reason ? ` — ${reason}` : ''}`],
    blocker: ({ id, type, owner, description }, speak) => [
      `使用中: ${speak.kind(type)} ${id}${owner ? `（所有者 ${owner}）` : ''}${description ? ` — ${description}` : ''}`,
    ],
  },
  hints,
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
    'image-not-found': (fact) =>
      fact('path')
        ? {
            cause: `設定の image.archive のファイル ${fact('path')} がありません。`,
            todo: [
              'image.archive のパスを確認してください（相対パスは設定ファイルのあるフォルダーが基準です）。ファイルは docker save -o などで作成します。',
            ],
          }
        : {
            cause: `イメージ ${fact('reference') || fact('uri')} が見つかりません。`,
            todo: ['名前とタグ、レジストリへのアクセス権を確認してください。'],
          },
    'disk-full': (fact) => ({
      cause: `ディスクの空き容量が足りないため、イメージの作業用ファイルを ${fact('path')} に書き込めません。`,
      todo: [
        '空き容量を増やすか、環境変数 TMPDIR に空きのあるディスクのフォルダーを指定してから再実行してください。イメージの展開と圧縮に、イメージと同じ程度の容量を使います。',
      ],
    }),
    'image-invalid': (fact) => ({
      cause: `イメージ${fact('path') ? ` ${fact('path')} ` : 'の内容'}が壊れているか、対応していない形式です。`,
      todo: ['docker save または OCI 形式のアーカイブを作成し直してください。'],
    }),
  },
};
