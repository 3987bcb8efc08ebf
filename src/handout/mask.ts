/** An account id with its middle hidden: `1234****9012`. */
export const maskedAccount = (account: string): string => `${account.slice(0, 4)}****${account.slice(-4)}`;

/**
 * A link into the console that still leads somewhere when the account id is hidden: one with an ARN in it becomes the list of its
 * kind, searched for the name.
 */
export function linkWithoutAccount(link: string, account: string): string {
  if (account === '' || !link.includes(account)) return link;
  const [, home, kind, name] =
    /^([^#]*#)(LoadBalancer|TargetGroup):[^/]*\/(?:(?:app|net)\/)?([^/]+)\//.exec(link) ?? [];
  if (home) return `${home}${kind}s:search=${name}`;
  return link.replace(/\/ecr\/repositories\/private\/[^?]*/, '/ecr/private-registry/repositories');
}

/** The text without the account id, wherever it stands: also inside ARNs, names of registries and URLs. */
export const maskAccount = (text: string, account: string): string =>
  account === '' ? text : text.replaceAll(account, maskedAccount(account));
