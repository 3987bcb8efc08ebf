import type { HelpWords } from '../help-words.js';

export const help: HelpWords = {
  about:
    'コンテナ化した API と MySQL データベースを AWS（ECS Fargate・RDS・ALB）に構築し、状態を表示し、跡を残さず削除します。',
  usage: '使い方:',
  headings: { arguments: '引数:', options: 'オプション:', commands: 'コマンド:' },
  commands: {
    up: '環境全体を構築・修復します。いつ何度実行しても安全です',
    status: '何が存在し、何が正常で、何が設定と違うかを表示します',
    destroy: 'すべてを削除し、何も残っていないことを確かめます',
    schema: '設定ファイルの JSON Schema を出力します（エディターの補完用）',
    local: '内蔵のローカルクラウドだけを使います',
    'local start': 'ローカルクラウドを起動します',
    'local stop': 'ローカルクラウドを停止します（中身は残ります）',
    'local status': 'ローカルクラウドの状態と接続先を表示します',
    'local env': 'aws CLI や Terraform から使うための環境変数を出力します',
    help: 'コマンドのヘルプを表示します',
  },
  options: {
    config: '設定ファイル（省略時: meibo-infra.config.json、なければ既定値）',
    name: 'スタック名（設定ファイルより優先）',
    region: 'AWS リージョン（設定ファイルより優先）',
    profile: 'AWS の設定ファイルのプロファイル名',
    state: '状態ファイル（省略時: .meibo-infra/<スタック名>.state.json）',
    lang: 'メッセージの言語: ja | en（省略時: LANG から判断）',
    json: '機械可読な形式で標準出力に出力します',
    'no-color': '色を付けません',
    local: '内蔵のローカルクラウドで実行します（AWS アカウント不要・無料）',
    yes: '確認を省略します',
    wait: 'どこまで待つか: made | ready（省略時: ready）',
    verbose: 'イメージのビルドの出力も表示します',
    watch: 'Ctrl-C まで数秒ごとに表示し直します',
    help: 'このヘルプを表示します',
    version: 'バージョンを表示します',
  },
  examples: [
    { command: 'meibo-infra up --local --yes', does: 'このパソコンの中で試す' },
    { command: 'meibo-infra up --region ap-northeast-1', does: 'AWS に構築する' },
    { command: 'meibo-infra status --watch', does: '状態を見続ける' },
    { command: 'meibo-infra destroy', does: 'すべて削除する' },
  ],
  exitCodes: '終了コード: 0 期待どおり、1 失敗、2 実行できたが期待どおりでないものがある、130 中断',
  errors: {
    unknownCommand: (name) => `「${name}」というコマンドはありません。`,
    unknownOption: (name) => `「${name}」というオプションはありません。`,
    missingArgument: (name) => `オプション「${name}」には値が必要です。`,
    invalidChoice: (name, value, choices) =>
      `オプション「${name}」に「${value}」は指定できません。次のいずれかを指定してください: ${choices}`,
    tooMany: '引数が多すぎます。',
    suggestion: (name) => `「${name}」ではありませんか？`,
    seeHelp: 'ヘルプ: meibo-infra --help',
    defect:
      'meibo-infra の不具合です。作成済みのものは状態ファイルに記録されており、同じコマンドをもう一度実行できます。詳細:',
  },
};
