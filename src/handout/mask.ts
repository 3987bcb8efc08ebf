/** An account id with its middle hidden: `1234****9012`. */
export const maskedAccount = (account: string): string => `${account.slice(0, 4)}****${account.slice(-4)}`;

/** The text without the account id, wherever it stands: also inside ARNs, names of registries and URLs. */
export const maskAccount = (text: string, account: string): string =>
  account === '' ? text : text.replaceAll(account, maskedAccount(account));
