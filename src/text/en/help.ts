import type { HelpWords } from '../help-words.js';

export const help: HelpWords = {
  about:
    'Puts a containerised API with its MySQL database on AWS (ECS Fargate, RDS, ALB), shows how it stands, and takes it down again.',
  usage: 'Usage:',
  headings: { arguments: 'Arguments:', options: 'Options:', commands: 'Commands:' },
  commands: {
    up: 'make or repair the whole stack; safe to run again at any moment',
    status: 'show what stands, what is healthy and what drifted',
    destroy: 'take everything down and prove that nothing is left',
    schema: 'print the JSON Schema of the config file, for your editor',
    local: 'run the embedded local cloud on its own',
    'local start': 'start the local cloud',
    'local stop': 'stop the local cloud; its world is kept',
    'local status': 'show whether the local cloud runs, and where',
    'local env': 'print the variables that point the aws CLI and Terraform at it',
    help: 'show the help of a command',
  },
  options: {
    config: 'config file (default: meibo-infra.config.json, else built-in values)',
    name: 'name of the stack; overrides the config file',
    region: 'AWS region; overrides the config file',
    profile: 'profile of your AWS config files',
    state: 'state file (default: .meibo-infra/<name>.state.json)',
    lang: 'language of the messages: ja | en (default: from LANG)',
    json: 'machine-readable output on stdout',
    'no-color': 'no colours',
    local: 'on the embedded local cloud: no AWS account, no cost',
    yes: 'do not ask',
    wait: 'until everything is made | ready (default: ready)',
    watch: 'show again every few seconds, until Ctrl-C',
    help: 'show this help',
    version: 'show the version',
  },
  examples: [
    { command: 'meibo-infra up --local --yes', does: 'try it on this computer' },
    { command: 'meibo-infra up --region ap-northeast-1', does: 'make the stack on AWS' },
    { command: 'meibo-infra status --watch', does: 'look on' },
    { command: 'meibo-infra destroy', does: 'take it all down' },
  ],
  exitCodes: 'Exit codes: 0 as wanted; 1 failed; 2 ran, but not all is as wanted; 130 interrupted.',
  errors: {
    unknownCommand: (name) => `There is no command "${name}".`,
    unknownOption: (name) => `There is no option "${name}".`,
    missingArgument: (name) => `The option "${name}" needs a value.`,
    invalidChoice: (name, value, choices) => `The option "${name}" cannot be "${value}"; it is one of: ${choices}.`,
    tooMany: 'There are more arguments than the command takes.',
    suggestion: (name) => `Did you mean "${name}"?`,
    seeHelp: 'See: meibo-infra --help',
    defect:
      'This is a defect of meibo-infra. What was made is in the state file; the same command can be run again. Details follow:',
  },
};
