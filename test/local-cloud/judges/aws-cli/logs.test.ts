import { expect, it } from 'vitest';
import { judge, openStage, text } from './stage.js';

const stage = await openStage('logs');
const { aws } = stage;

judge(stage, ['logs'], () => {
  it('groups, streams and events', async () => {
    await aws.text('logs create-log-group --log-group-name /j --tags a=b');
    expect(await aws.refused('logs create-log-group --log-group-name /j')).toBe('ResourceAlreadyExistsException');
    await aws.text('logs put-retention-policy --log-group-name /j --retention-in-days 7');
    const arn = await aws.text(
      `logs describe-log-groups --log-group-name-prefix /j ${text} logGroups[?retentionInDays==\`7\`].logGroupArn`,
    );
    await aws.text('logs delete-retention-policy --log-group-name /j');
    await aws.text(`logs tag-resource --resource-arn ${arn} --tags c=d`);
    await aws.text(`logs untag-resource --resource-arn ${arn} --tag-keys a`);
    expect(await aws.json(`logs list-tags-for-resource --resource-arn ${arn}`)).toEqual({ tags: { c: 'd' } });
    await aws.text('logs tag-log-group --log-group-name /j --tags e=f');
    await aws.text('logs untag-log-group --log-group-name /j --tags c');
    expect(await aws.json('logs list-tags-log-group --log-group-name /j')).toEqual({ tags: { e: 'f' } });
    await aws.text('logs create-log-stream --log-group-name /j --log-stream-name s');
    const events = JSON.stringify([{ timestamp: Date.now(), message: 'ERROR 日本' }]);
    await aws.text('logs put-log-events --log-group-name /j --log-stream-name s --log-events', events);
    expect(await aws.text(`logs describe-log-streams --log-group-name /j ${text} logStreams[].logStreamName`)).toBe(
      's',
    );
    expect(await aws.text(`logs get-log-events --log-group-name /j --log-stream-name s ${text} events[].message`)).toBe(
      'ERROR 日本',
    );
    expect(
      await aws.text(`logs filter-log-events --log-group-name /j --filter-pattern ERROR ${text} events[].message`),
    ).toBe('ERROR 日本');
    await aws.text('logs delete-log-stream --log-group-name /j --log-stream-name s');
    const protect = 'logs put-log-group-deletion-protection --log-group-identifier /j';
    await aws.text(`${protect} --deletion-protection-enabled`);
    await aws.refused('logs delete-log-group --log-group-name /j');
    await aws.text(`${protect} --no-deletion-protection-enabled`);
    await aws.text('logs delete-log-group --log-group-name /j');
    expect(await aws.json('logs describe-log-groups')).toEqual({ logGroups: [] });
  });
});
