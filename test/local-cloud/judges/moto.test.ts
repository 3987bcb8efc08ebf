import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aws, connect } from '../../../src/aws/clients.js';
import { hasMoto, type Moto, startMoto } from '../../support/moto.js';
import { compare, createDictionary, type Difference } from './comparison.js';
import { linesOf } from './members-read.js';
import { explained } from './moto-differences.js';
import { type Command, errorNameOf, nameOf, type Recorded, recordRun } from './recorded-run.js';

// Like the end-to-end test against moto: it must be there in CI.
const judge = hasMoto();
if (!judge && process.env.CI) throw new Error('moto_server is not installed, and this test must not be skipped in CI');
const reason = judge ? '' : ' (skipped: moto_server is not installed)';

/** The same question to another cloud. */
async function ask(aws: Aws, { service, command }: Recorded, translate: <T>(value: T) => T) {
  const Same = command.constructor as unknown as new (input: object) => Command;
  const send = aws[service].send as (command: Command) => Promise<object>;
  return send(new Same(translate(command.input))).then(
    (answer) => ({ answer, error: undefined }),
    (error: unknown) => ({ answer: undefined, error: errorNameOf(error) }),
  );
}

describe.skipIf(!judge)(`moto as a judge${reason}`, { timeout: 180_000 }, () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(() => moto?.stop());

  it('answers up, status, changes and destroy as the local cloud does, but for what is explained', async () => {
    const run = await recordRun();
    expect(run.left).toEqual({ left: [], failures: [] });
    expect(run.status.overall).toBe('well');
    expect(run.standing).toEqual([]);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const aws = connect({ region: 'ap-northeast-1', endpoint: moto.endpoint, credentials });
    const { Account: account = '' } = await aws.sts.send(new GetCallerIdentityCommand({}));
    const dictionary = createDictionary('000000000000', account);

    const found = new Map<string, Difference & { operation: string; times: number }>();
    const note = (operation: string, it: Difference) => {
      const key = `${operation} ${it.path} ${it.who}`;
      found.set(key, { operation, ...it, times: (found.get(key)?.times ?? 0) + 1 });
    };
    for (const call of run.calls) {
      const operation = nameOf(call);
      const { answer, error } = await ask(aws, call, dictionary.translate);
      if (error !== call.error) {
        const who = error === undefined ? 'ours' : call.error === undefined ? 'theirs' : 'both';
        note(operation, { path: '!', who, ours: call.error, theirs: error });
      } else {
        for (const it of compare(call.answer, answer, run.read[operation] ?? {}, dictionary)) note(operation, it);
      }
    }
    const members = Object.values(run.read).flatMap((it) => linesOf(it).filter((line) => line !== ''));
    console.log(
      `${run.calls.length} calls of ${Object.keys(run.read).length} operations, ${members.length} members read, ${found.size} differences`,
    );

    const isSame = (one: Omit<Difference, 'ours' | 'theirs'> & { operation: string }, other: typeof one) =>
      one.operation === other.operation && one.path === other.path && one.who === other.who;
    const unexplained = [...found.values()].filter((it) => !explained.some((known) => isSame(it, known)));
    const outdated = explained.filter((known) => ![...found.values()].some((it) => isSame(it, known)));
    expect({ unexplained, outdated }).toEqual({ unexplained: [], outdated: [] });
  });
});
