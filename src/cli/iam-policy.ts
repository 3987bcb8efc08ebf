import { type PolicyCommand, policyCommands } from '../aws/actions.js';
import { policiesFor } from '../aws/policy.js';
import { problemOf } from '../aws/refusals.js';
import { loadConfig } from '../config/load.js';
import { printProblem } from '../report/problem.js';
import { chooseLanguage, wordsOf } from '../text/language.js';
import { type CommonOptions, exitCodes } from './options.js';
import { styleOf } from './output.js';

/** `meibo-infra iam-policy`: prints the least-privilege policy of a command, or of all; asks AWS nothing. Returns the exit code. */
export async function iamPolicy(command: PolicyCommand | undefined, options: CommonOptions): Promise<number> {
  const words = await wordsOf(chooseLanguage(options.lang, process.env));
  const { stdout, stderr } = process;
  try {
    const overrides = { name: options.name, region: options.region };
    const { config } = await loadConfig({ file: options.config, cwd: process.cwd(), overrides, env: process.env });
    const owner = { stack: config.name, region: config.region };
    const policies = policiesFor(command ? [command] : policyCommands, owner);
    // IAM takes one document at a time: several come as a list.
    const shown = policies.length === 1 ? policies[0] : policies;
    stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
    if (policies.length > 1) stderr.write(`${words.iamPolicy.several(policies.length)}\n`);
    return exitCodes.asWanted;
  } catch (error) {
    const problem = problemOf(error, { region: options.region ?? '' });
    if (!problem) throw error;
    printProblem(problem, {
      words,
      stdout,
      stderr,
      ...styleOf(options),
      json: options.json === true,
      command: 'iam-policy',
    });
    return exitCodes.failed;
  }
}
