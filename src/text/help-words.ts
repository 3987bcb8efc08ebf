/** What `--help` says. Apart from the other words, so that help loads nothing else. */
export interface HelpWords {
  readonly about: string;
  readonly usage: string;
  readonly headings: { readonly arguments: string; readonly options: string; readonly commands: string };
  readonly commands: Readonly<
    Record<
      | 'up'
      | 'plan'
      | 'status'
      | 'verify'
      | 'report'
      | 'diagram'
      | 'destroy'
      | 'iam-policy'
      | 'schema'
      | 'local'
      | 'local start'
      | 'local stop'
      | 'local status'
      | 'local env'
      | 'help',
      string
    >
  >;
  readonly options: Readonly<
    Record<
      | 'config'
      | 'name'
      | 'region'
      | 'profile'
      | 'state'
      | 'lang'
      | 'json'
      | 'no-color'
      | 'local'
      | 'runtime'
      | 'weather'
      | 'database'
      | 'live-prices'
      | 'yes'
      | 'wait'
      | 'verbose'
      | 'watch'
      | 'cluster'
      | 'service'
      | 'alb'
      | 'wording'
      | 'policyCommand'
      | 'policy out'
      | 'live'
      | 'out'
      | 'format'
      | 'report out'
      | 'report format'
      | 'show-account'
      | 'help'
      | 'version',
      string
    >
  >;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly exitCodes: string;
  readonly errors: {
    readonly unknownCommand: (name: string) => string;
    readonly unknownOption: (name: string) => string;
    readonly missingArgument: (name: string) => string;
    readonly invalidChoice: (name: string, value: string, choices: string) => string;
    readonly invalidArgument: (value: string, choices: string) => string;
    readonly tooMany: string;
    readonly suggestion: (name: string) => string;
    readonly seeHelp: (command: string) => string;
    readonly defect: string;
  };
}
