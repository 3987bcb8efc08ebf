/** Whether an answer is a yes, in whichever language. */
export const isYes = (answer: string): boolean => /^(y|yes|はい)$/i.test(answer);
