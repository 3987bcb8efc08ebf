import { placeOf } from '../facts.js';
import type { Words } from '../words.js';
import { faults } from './faults.js';
import { expectations } from './json.js';

const members = { account: 'アカウント', region: 'リージョン', endpoint: '接続先', stack: 'スタック' } as const;

/** What can go wrong with what the user wrote, and with the state file and its lock. */
export const inputProblems = {
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
} satisfies Partial<Words['problems']>;
