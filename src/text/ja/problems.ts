import { imageFacts } from '../facts.js';
import type { Words } from '../words.js';
import { evidence } from './evidence.js';
import { imageLabels } from './image-labels.js';
import { accountProblems } from './problems-account.js';
import { inputProblems } from './problems-input.js';
import { resourceProblems } from './problems-resources.js';

/** What can go wrong. */
export const problems: Words['problems'] = {
  ...inputProblems,
  ...accountProblems,
  ...resourceProblems,
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
  'local-cloud-silent': ({ pid }) => ({
    cause: `このフォルダーのローカルクラウド（プロセス ${pid}）は動いていますが、応答しません。`,
    todo: [
      'この端末の負荷が高い場合は、しばらく待ってから再実行してください。',
      '終了させるには「meibo-infra local stop」を実行してください。データは残り、次の起動で続きから使えます。',
    ],
  }),
  'local-folder-unusable': ({ folder, reason }) => ({
    cause: `ローカルクラウドのデータを置くフォルダー ${folder} に書き込めません。`,
    evidence: [reason],
    todo: ['書き込めるフォルダーで実行するか、このフォルダーの権限を変更してください。'],
  }),
  'local-world-broken': ({ file, reason }) => ({
    cause: `ローカルクラウドのデータ ${file} を読み込めません。`,
    evidence: [reason],
    todo: [
      'コピーがあれば、このファイルと同じ場所の world.key を元に戻してください。',
      'データを捨ててやり直すには、「meibo-infra local stop」の後にフォルダー .meibo-infra/local を削除してください（AWS 上のものには影響しません）。',
    ],
  }),
  'docker-unfit': ({ option, reason, said }) => ({
    cause: {
      'not-linux':
        option === '--runtime'
          ? '--runtime docker は Linux でのみ使えます（ソケットと node をこの端末と共有するため）。'
          : '--database container は Linux でのみ使えます（ネットワークをこの端末と共有するため）。',
      missing: `${option} ${option === '--runtime' ? 'docker' : 'container'} に必要な docker が PATH にありません。`,
      silent: 'Docker が応答しません。',
      apart: '--database container には、コンテナがこの端末のネットワークを共有できる docker が必要です。',
    }[reason],
    ...(said && { evidence: [said] }),
    todo: [
      ...(reason === 'missing' ? ['Docker をインストールしてください。'] : []),
      ...(reason === 'silent' ? ['Docker を起動し、「docker info」が sudo なしで動くことを確認してください。'] : []),
      option === '--runtime'
        ? 'Docker を使わない場合は、--runtime process でタスクをこの端末のプロセスとして動かせます。'
        : 'Docker を使わない場合は、--database auto でこの端末のサーバー（なければ内蔵のもの）を使えます。',
    ],
  }),
  'database-image-unfit': ({ image, said }) => ({
    cause: `イメージ ${image} を取得できないか、動作する MySQL サーバーが入っていません。`,
    evidence: [said],
    todo: [
      `「docker pull ${image}」を試してください。ネットワークがない場合は「docker load」でイメージを読み込んでから再実行してください。`,
      '別のイメージは MEIBO_INFRA_DATABASE_IMAGE で指定できます。--database auto ならイメージは不要です。',
    ],
  }),
  'local-database-differs': ({ is, wanted }) => ({
    cause: `このフォルダーのローカルクラウドには、--database ${wanted} ではなく ${is} で作ったデータベースがあり、そのデータは別の方法では動かせません。`,
    todo: [
      `${is} のまま続けるには、--database を外してください。`,
      `${wanted} に変えるには、先に「meibo-infra destroy --local」を実行してください。`,
    ],
  }),
  'local-runtime-differs': ({ is, wanted }) => ({
    cause: `このフォルダーのローカルクラウドは --runtime ${wanted} ではなく ${is} でタスクを動かしており、中に環境が残っています。`,
    todo: [
      `${is} のまま続けるには、--runtime を外してください。`,
      `${wanted} に変えるには、先に「meibo-infra destroy --local」を実行してください。環境を残す場合は「meibo-infra local stop」で停止してください（タスクは起動し直されます）。`,
    ],
  }),
  'local-weather-differs': ({ is, wanted }) => ({
    cause: `このフォルダーのローカルクラウドは --weather ${wanted} ではなく ${is} で動いており、中に環境が残っています。`,
    todo: [
      `${is} のまま続けるには、--weather を外してください。`,
      `${wanted} に変えるには、先に「meibo-infra destroy --local」を実行してください。環境を残す場合は「meibo-infra local stop」で停止してください。`,
    ],
  }),
};
