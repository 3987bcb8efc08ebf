import type { Words } from '../words.js';

/** What the `local` commands say. */
export const local: Words['local'] = {
  runs: ({ endpoint, region, pid, since }) =>
    `ローカルクラウドは動作中です: ${endpoint}（${region}、プロセス ${pid}、${since} から）`,
  folder: (path) => `フォルダー: ${path}`,
  log: (path) => `ログ: ${path}`,
  weather: (name) =>
    name === 'instant'
      ? '処理にかかる時間: instant（すぐに完了）'
      : '処理にかかる時間: realistic（AWS と同じように時間がかかり、作成直後は見えないことがあります）',
  database: ({ id, software, address, port }) => `データベース ${id}: ${software}、${address}:${port}`,
  task: ({ id, pid, address, port }) => `タスク ${id}: プロセス ${pid}、http://${address}:${port}`,
  hint: '使うには: eval "$(meibo-infra local env)"',
  absent: 'ローカルクラウドは動いていません。起動するには: meibo-infra local start',
  silent: (pid) =>
    `ローカルクラウド（プロセス ${pid}）は動いていますが、応答しません。データを残して終了させるには: meibo-infra local stop`,
  killed: (pid) =>
    `ローカルクラウド（プロセス ${pid}）は外から終了させられました。タスクとデータベースが残っている場合があります。続きから使うには: meibo-infra local start、残りを終了させるには: meibo-infra local stop`,
  stopped: 'ローカルクラウドを停止しました。中身は残っており、「meibo-infra local start」で続きから使えます。',
};
