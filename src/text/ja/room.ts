import type { Shortage } from '../../model/quota.js';
import { enough, isCounted, quotaLink, standingLines } from '../facts.js';
import type { Said, Speech } from '../words.js';

/** What says that the account has no room for what is to be made. */
export function sayNoRoom(shortages: readonly Shortage[], speak: Speech): Said {
  const kinds = shortages.map((it) => speak.kind(it.kind)).join('、');
  return {
    cause: `アカウントの上限に達するため、リージョン ${shortages[0]?.region ?? ''} にこれから作成するものが収まりません（${kinds}）。`,
    evidence: shortages.flatMap(roomLines),
    todo: roomTodo(shortages, speak),
  };
}

/** The count against the limit, and what makes it up. */
export function roomLines(shortage: Shortage): readonly string[] {
  const { quota, place, limit, needed, standing } = shortage;
  const where = place === undefined ? '' : `（${place}）`;
  const most = limit === undefined ? '上限は不明' : `上限 ${limit}`;
  return [
    isCounted(shortage)
      ? `${quota.name}${where}: 使用中 ${standing.length}、追加で必要 ${needed}、${most}`
      : `${quota.name}${where}: ${most}に達したと AWS が回答しました。一覧に出ているのは ${standing.length}件です（作成直後のものは遅れて一覧に出ます）`,
    ...standingLines(standing, { idle: '未使用', more: (count) => `ほか ${count}件` }),
  ];
}

/** Where the limit is raised, and what may go instead. */
export function roomTodo(shortages: readonly Shortage[], speak: Speech): readonly string[] {
  const kinds = shortages.map((it) => speak.kind(it.kind)).join('、');
  return [
    ...shortages.map(
      (it) =>
        `Service Quotas で「${it.quota.name}」を ${enough(it)} 以上に引き上げるよう申請してください: ${quotaLink(it)}`,
    ),
    `使っていないもの（${kinds}）を削除しても解決します。このツールのスタックは「meibo-infra destroy --name <スタック名>」でまとめて削除できます。`,
  ];
}
