import { join } from 'node:path';
import { type PolicyCommand, policyCommands } from '../aws/actions.js';
import { policiesFor } from '../aws/policy.js';
import { problemOf } from '../aws/refusals.js';
import { loadConfig } from '../config/load.js';
import { printProblem } from '../report/problem.js';
import { chooseLanguage, wordsOf } from '../text/language.js';
import { exitCodes, type PolicyOptions } from './options.js';
import { styleOf } from './output.js';
import { writeOut } from './write-out.js';

/**
 * `meibo-infra iam-policy`: prints the least-privilege policy of a command, or of all, or writes it to a folder; asks AWS nothing.
 * Where AWS's limit makes several policies of it, each is a document of its own. Returns the exit code.
 */
export async function iamPolicy(command: PolicyCommand | undefined, options: PolicyOptions): Promise<number> {
  const words = await wordsOf(chooseLanguage(options.lang, process.env));
  const { stdout, stderr } = process;
  try {
    const overrides = { name: options.name, region: options.region };
    const { config } = await loadConfig({ file: options.config, cwd: process.cwd(), overrides, env: process.env });
    const owner = { stack: config.name, region: config.region };
    const policies = policiesFor(command ? [command] : policyCommands, owner);
    const documents = policies.map((it) => `${JSON.stringify(it, undefined, 2)}\n`);
    if (options.out === undefined) {
      stdout.write(documents.join('\n'));
      if (documents.length > 1) stderr.write(`${words.iamPolicy.several(documents.length)}\n`);
      return exitCodes.asWanted;
    }
    const stem = ['meibo-infra', config.name, ...(command ? [command] : [])].join('-');
    const names = documents.map((_, index) => (documents.length > 1 ? `${stem}-${index + 1}` : stem));
    const files = names.map((it) => join(options.out ?? '', `${it}.json`));
    for (const [index, file] of files.entries()) await writeOut(file, documents[index] ?? '');
    stdout.write(files.map((it) => `${it}\n`).join(''));
    const calls = names.map(
      (name, index) => `aws iam create-policy --policy-name ${name} --policy-document file://${files[index]}`,
    );
    stderr.write(`${words.iamPolicy.written(calls)}\n`);
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
