import type { Words } from '../words.js';

/** What `iam-policy` says beside the policy. */
export const iamPolicy: Words['iamPolicy'] = {
  several: (count) =>
    [
      `1 つのポリシーの上限（6,144 文字）を超えるため、${count} つの JSON に分かれています。1 つずつ別のポリシーとして作成し、${count} つともアタッチしてください。`,
      '1 つずつファイルに保存するには、--out <フォルダー> を付けてください。',
    ].join('\n'),
  written: (calls) =>
    [
      calls.length > 1
        ? `${calls.length} つのポリシーを作成し、すべてアタッチしてください（コンソールでは、各ファイルの内容を JSON エディターに貼り付けます）。`
        : 'ポリシーを作成し、アタッチしてください（コンソールでは、ファイルの内容を JSON エディターに貼り付けます）。',
      ...calls.map((it) => `  ${it}`),
    ].join('\n'),
};
