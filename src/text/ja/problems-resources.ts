import type { Words } from '../words.js';

const doing: Readonly<Record<string, string>> = {
  create: '作成',
  adopt: '確認',
  change: '変更',
  wait: '準備',
  remove: '削除',
};

/** What can go wrong with what stands or is being made. */
export const resourceProblems = {
  'foreign-namesake': (whose, speak) => ({
    cause: `${speak.resource(whose)}と同じ名前のリソースが既にありますが、このスタックのものではありません（meibo-infra のタグがありません）。`,
    todo: [
      '設定の name または --name で別のスタック名を指定してください。',
      '不要なリソースであれば、AWS マネジメントコンソールで削除してから再実行してください。',
    ],
  }),
  'replacement-needed': ({ resources }, speak) => ({
    cause: '作成後に変更できない項目が設定で変更されています。データを失わないよう、自動では作り直しません。',
    evidence: resources.flatMap((it) => it.changes.map((change) => `${speak.resource(it)}: ${speak.change(change)}`)),
    todo: [
      '元のまま使う場合: 設定を「→」の左側の値に戻してください。',
      '新しい値にする場合: 「meibo-infra destroy」で削除してから「meibo-infra up」を実行してください（データベースのデータは失われます）。',
    ],
  }),
  'deletion-protected': ({ resources }, speak) => ({
    cause: '削除保護が有効なリソースがあるため、何も削除せずに終了しました。',
    evidence: resources.map((it) => speak.resource(it)),
    todo: [
      '設定の database.deletionProtection を false にして「meibo-infra up」を実行し、その後で再度削除してください。',
    ],
  }),
  'not-well': (it, speak) => ({
    cause: because(
      speak.guess(it.evidence),
      `${speak.resource(it)}が正常な状態になりませんでした${it.state ? `（状態: ${speak.state(it.state)}）` : ''}。`,
    ),
    evidence: speak.evidence(it.evidence),
    todo: orElse(
      speak.hints(it.evidence),
      'AWS マネジメントコンソールでこのリソースのイベントを確認してから再実行してください。',
    ),
  }),
  'patience-ended': (it, speak) => ({
    cause: because(
      speak.guess(it.evidence),
      `${speak.resource(it)}の${doing[it.action] ?? '処理'}が ${speak.duration(it.seconds)}待っても終わりませんでした${
        it.state ? `（状態: ${speak.state(it.state)}）` : ''
      }。`,
    ),
    evidence: speak.evidence(it.evidence),
    todo: orElse(
      speak.hints(it.evidence),
      'AWS 側の処理が続いていることがあります。少し待ってから再実行してください。',
    ),
  }),
  'did-not-take': (it, speak) => ({
    cause: because(
      speak.guess(it.evidence),
      `${speak.resource(it)}への変更が反映されませんでした（変更前の状態にロールバックされた可能性があります）。`,
    ),
    evidence: [...it.changes.map((change) => speak.change(change)), ...speak.evidence(it.evidence)],
    todo: orElse(speak.hints(it.evidence), '変更内容と、上のイベントを確認してから再実行してください。'),
  }),
  'no-answer': ({ url, status, reason, seconds }, speak) => ({
    cause: `${url} が ${speak.duration(seconds)}待っても正常に応答しませんでした。`,
    evidence: [status === undefined ? `応答なし${reason ? `（${reason}）` : ''}` : `HTTP ${status}`],
    todo: [
      status === 503
        ? '正常なタスクがありません。「meibo-infra status」でタスクの状態を確認してください。'
        : status === 502 || status === 504
          ? 'タスクに接続できないか応答が遅すぎます。container.port と API のログを確認してください。'
          : '設定の loadBalancer.allowFrom にこの端末の IP アドレスが含まれているか、DNS 名を解決できるかを確認してください。',
    ],
  }),
} satisfies Partial<Words['problems']>;

function orElse(hints: readonly string[], otherwise: string): readonly string[] {
  return hints.length > 0 ? hints : [otherwise];
}

/** The guess first: it is what the reader looks for. */
function because(guess: string | undefined, what: string): string {
  return guess === undefined ? what : `${guess}そのため、${what}`;
}
