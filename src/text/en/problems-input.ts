import { placeOf } from '../facts.js';
import type { Words } from '../words.js';
import { faults } from './faults.js';
import { expectations } from './json.js';

/** What can go wrong with what the user wrote, and with the state file and its lock. */
export const inputProblems = {
  'config-missing': ({ file }) => ({
    cause: `The config file ${file} does not exist.`,
    todo: ['Look at the path after --config. Without it the defaults are used.'],
  }),
  'config-unreadable': ({ file, reason }) => {
    const place = placeOf(reason);
    return {
      cause: `The config file ${file} cannot be read.`,
      evidence: [
        place
          ? `It is not JSON at line ${place.line}, column ${place.column} (${expectations[place.expected]})`
          : reason,
      ],
      todo: [
        place ? 'Look for a missing or superfluous comma or quotation mark.' : 'Look at the permissions of the file.',
      ],
    };
  },
  'config-invalid': ({ file, faults: all }) => ({
    cause: `${file ? `The config file ${file}` : 'The config'} has ${all.length === 1 ? 'a fault' : `${all.length} faults`}.`,
    evidence: all.map((it) => {
      const say = faults.faults[it.code as keyof typeof faults.faults] as ((facts: object) => string) | undefined;
      const text = say?.(it.facts) ?? it.code;
      return `${it.path || faults.fault.whole}: ${text}${it.example === undefined ? '' : ` (${faults.fault.example(it.example)})`}`;
    }),
    todo: [
      file
        ? 'Correct the places above. All keys with their defaults are in config.example.json.'
        : 'Correct the options and environment variables (AWS_REGION, say).',
    ],
  }),
  'option-invalid': ({ option, value, expected }) => ({
    cause: `The option ${option} does not take "${value}".`,
    todo: [`Write it as ${expected}`],
  }),
  'answer-needed': () => ({
    cause: 'A question has to be answered, but there is no terminal to ask on.',
    todo: ['To go on without being asked, add --yes to the same command.'],
  }),
  'answer-wrong': ({ wanted }) => ({
    cause: `The answer was not "${wanted}"; nothing was changed.`,
    todo: [`To go on, answer the question with ${wanted}.`],
  }),
  'state-unreadable': ({ file, backup, reason }) => ({
    cause: `The state file ${file} cannot be read.`,
    evidence: [reason, ...(backup ? [`Its backup ${backup} cannot be read either.`] : [])],
    todo: [
      'Look at the permissions of the file.',
      'If it is damaged, move it away and run "meibo-infra up": it is rebuilt from the tags and names of the resources at AWS.',
    ],
  }),
  'state-newer': ({ file, version }) => ({
    cause: `The state file ${file} was written by a newer meibo-infra (format ${version}).`,
    todo: ['Use a newer version of meibo-infra.'],
  }),
  'state-of-another': ({ file, member, is, want }) => ({
    cause: `The state file ${file} belongs to another ${member}.`,
    evidence: [`State file: ${is || '(AWS)'}`, `Now: ${want || '(AWS)'}`],
    todo: [
      {
        account: 'Switch AWS_PROFILE or your credentials to the account of the state file.',
        region: 'Set --region or region in the config to the region of the state file.',
        endpoint: 'Use --local or AWS_ENDPOINT_URL as when the state file was made.',
        stack: 'Set --name or name in the config to the stack of the state file.',
      }[member],
      'To make a separate stack, name another state file with --state.',
    ],
  }),
  'out-not-writable': ({ file, reason }) => ({
    cause: `The file ${file} cannot be written.`,
    evidence: [reason],
    todo: ['See that the folder is there, that you may write to it, and that the disk has room.'],
  }),
  'state-not-writable': ({ file, reason }) => ({
    cause: `The state file ${file} cannot be written.`,
    evidence: [reason],
    todo: ['Look at the permissions of the folder and the free space of the disk.'],
  }),
  locked: ({ file, pid, host, command, since }) => ({
    cause: `Another "meibo-infra ${command}" is running.`,
    evidence: [`Process ${pid} on ${host}, since ${since}`, `Lock file: ${file}`],
    todo: [
      'Wait until it has ended.',
      `Delete the lock file only if you are certain that process ${pid} does not run on ${host}.`,
    ],
  }),
} satisfies Partial<Words['problems']>;
