import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Argument, Command, CommanderError, Option } from 'commander';
import type { PolicyCommand } from '../aws/actions.js';
import type { HelpWords } from '../text/help-words.js';
import { chooseLanguage } from '../text/language.js';
import { type CommonOptions, exitCodes } from './options.js';

/** Runs the command line and sets the exit code; nothing but the help is loaded before a command is known. */
export async function main(argv: readonly string[]): Promise<void> {
  // The SDK's clients are parsed once and then hardly touched: without this, V8 lets its young generation grow and keeps their
  // whole source compiled, and the process takes a third more memory.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--optimize-for-size');
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const language = chooseLanguage(languageIn(argv), process.env);
  const { help } = await (language === 'ja' ? import('../text/ja/help.js') : import('../text/en/help.js'));
  try {
    await program(help).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.asWanted : exitCodes.failed;
      return;
    }
    process.exitCode = exitCodes.failed;
    process.stderr.write(`${help.errors.defect}\n${error instanceof Error ? error.stack : String(error)}\n`);
  }
}

/** `--lang` decides the language of the help itself, before commander has read anything. */
function languageIn(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((it) => it === '--lang' || it.startsWith('--lang='));
  return at < 0 ? undefined : (argv[at]?.split('=')[1] ?? argv[at + 1]);
}

function program(words: HelpWords): Command {
  const { options, commands } = words;
  const root = speaking(new Command('meibo-infra'), words)
    .description(words.about)
    .version(versionOf(), '-V, --version', options.version)
    .helpOption('-h, --help', options.help)
    .helpCommand('help [command]', commands.help)
    .addHelpText('after', () => `\n${examples(words)}\n\n${words.exitCodes}\n`);
  const common = (command: Command) =>
    command
      .option('-c, --config <file>', options.config)
      .option('-n, --name <name>', options.name)
      .option('-r, --region <region>', options.region)
      .option('-p, --profile <profile>', options.profile)
      .option('--state <file>', options.state)
      .option('--local', options.local)
      .addOption(new Option('--lang <lang>', options.lang).choices(['ja', 'en']))
      .option('--json', options.json)
      .option('--no-color', options['no-color'])
      .helpOption('-h, --help', options.help);
  const run = (command: Command, work: (options: CommonOptions) => Promise<number>) =>
    command.action(async () => {
      process.exitCode = await work(command.opts());
    });
  const sub = (parent: Command, name: string, summary: string) =>
    speaking(parent.command(name), words).description(summary);

  run(
    common(sub(root, 'up', commands.up))
      .option('-y, --yes', options.yes)
      .addOption(new Option('--runtime <runtime>', options.runtime).choices(['process', 'docker']))
      .addOption(new Option('--database <way>', options.database).choices(['auto', 'container', 'embedded']))
      .addOption(new Option('-w, --wait <moment>', options.wait).choices(['made', 'ready']))
      .option('--verbose', options.verbose),
    async (it) => (await import('./up.js')).up(it),
  );
  run(common(sub(root, 'plan', commands.plan)).option('--live-prices', options['live-prices']), async (it) =>
    (await import('./plan.js')).plan(it),
  );
  run(common(sub(root, 'status', commands.status)).option('--watch', options.watch), async (it) =>
    (await import('./status.js')).status(it),
  );
  run(
    common(sub(root, 'verify', commands.verify))
      .option('--cluster <cluster>', options.cluster)
      .option('--service <service>', options.service)
      .option('--alb <name>', options.alb)
      .addOption(new Option('--wording <wording>', options.wording).choices(['1', '2'])),
    async (it) => (await import('./verify.js')).verify(it),
  );
  run(
    common(sub(root, 'report', commands.report))
      .option('-o, --out <file>', options['report out'])
      .addOption(new Option('-f, --format <format>', options['report format']).choices(['html', 'md']))
      .option('--show-account', options['show-account'])
      .addOption(new Option('--wording <wording>', options.wording).choices(['1', '2'])),
    async (it) => (await import('./report.js')).report(it),
  );
  run(
    common(sub(root, 'diagram', commands.diagram))
      .option('--live', options.live)
      .option('-o, --out <file>', options.out)
      .addOption(new Option('-f, --format <format>', options.format).choices(['svg', 'mermaid', 'drawio'])),
    async (it) => (await import('./diagram.js')).diagram(it),
  );
  run(common(sub(root, 'destroy', commands.destroy)).option('-y, --yes', options.yes), async (it) =>
    (await import('./destroy.js')).destroy(it),
  );
  const policy = sub(root, 'iam-policy', commands['iam-policy'])
    .addArgument(
      new Argument('[command]', options.policyCommand).choices([
        'up',
        'plan',
        'status',
        'destroy',
        'verify',
        'report',
        'diagram',
      ]),
    )
    .option('-c, --config <file>', options.config)
    .option('-n, --name <name>', options.name)
    .option('-r, --region <region>', options.region)
    .option('-o, --out <folder>', options['policy out'])
    .addOption(new Option('--lang <lang>', options.lang).choices(['ja', 'en']))
    .helpOption('-h, --help', options.help);
  policy.action(async (of: PolicyCommand | undefined) => {
    process.exitCode = await (await import('./iam-policy.js')).iamPolicy(of, policy.opts());
  });
  const local = sub(root, 'local', commands.local).helpOption('-h, --help', options.help).helpCommand(false);
  for (const name of ['start', 'stop', 'status', 'env'] as const) {
    const command = sub(local, name, commands[`local ${name}`])
      .option('--lang <lang>', options.lang)
      .helpOption('-h, --help', options.help);
    if (name === 'start')
      command
        .option('-r, --region <region>', options.region)
        .addOption(new Option('--runtime <runtime>', options.runtime).choices(['process', 'docker']))
        .addOption(new Option('--weather <weather>', options.weather).choices(['instant', 'realistic']))
        .addOption(new Option('--database <way>', options.database).choices(['auto', 'container', 'embedded']));
    if (name !== 'stop' && name !== 'env') command.option('--json', options.json);
    run(command, async (it) => (await import('./local.js')).localCommands[name](it));
  }
  run(sub(root, 'schema', commands.schema).helpOption('-h, --help', options.help), async () =>
    (await import('./schema.js')).schema(),
  );
  return root;
}

/** Gives a command the user's language, also in what commander itself says. */
function speaking(command: Command, { usage, headings, errors }: HelpWords): Command {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': usage,
    'Arguments:': headings.arguments,
    'Options:': headings.options,
    'Commands:': headings.commands,
  };
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({
      styleTitle: (title) => titles[title] ?? title,
      helpWidth: process.stdout.columns ?? 100,
      // Commander would add the choices, which the descriptions name, in English.
      optionDescription: (option) => option.description,
      argumentDescription: (argument) => argument.description,
    })
    .configureOutput({
      outputError: (text, write) => write(`${inOurWords(text, errors, pathOf(command))}\n`),
    });
}

/** A command with those above it, as it is typed. */
const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** What commander has to say about the command line of a command, in the user's language. */
function inOurWords(text: string, errors: HelpWords['errors'], path: string): string {
  const [first = '', second = ''] = [...text.matchAll(/'([^']+)'/g)].map((it) => it[1]);
  const [, near] = /Did you mean (?:one of )?([^?]+)\?/.exec(text) ?? [];
  const [, choices = ''] = /Allowed choices are ([^.]+)\./.exec(text) ?? [];
  const option = /--[\w-]+/.exec(first)?.[0] ?? first;
  const said = (): string => {
    if (text.includes('unknown command')) return errors.unknownCommand(first);
    if (text.includes('unknown option')) return errors.unknownOption(first);
    if (text.includes('argument missing')) return errors.missingArgument(option);
    if (text.includes('command-argument')) return errors.invalidArgument(first, choices);
    return choices ? errors.invalidChoice(option, second, choices) : errors.tooMany;
  };
  return [said(), ...(near ? [errors.suggestion(near)] : []), errors.seeHelp(`${path} --help`)].join('\n');
}

function examples({ examples }: HelpWords): string {
  const width = Math.max(...examples.map((it) => it.command.length));
  return examples.map((it) => `  ${it.command.padEnd(width)}  # ${it.does}`).join('\n');
}

/** The version of the package. */
function versionOf(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
