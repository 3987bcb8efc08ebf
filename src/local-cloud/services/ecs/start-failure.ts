/** Why a task cannot start, in the words of its `stoppedReason`. */
export class StartFailure extends Error {}

/** Ends a start before its image is pulled, or before its container can write to its log. */
export const failToPrepare = (message: string): never => {
  throw new StartFailure(`ResourceInitializationError: ${message}`);
};

/** Ends a start whose image cannot be pulled. */
export const failToPull = (message: string): never => {
  throw new StartFailure(`CannotPullContainerError: ${message}`);
};

/** How AWS begins what it says when it cannot log in at a registry or read a secret. */
export const SECRETS_OR_AUTH = 'unable to pull secrets or registry auth: execution resource retrieval failed';
