import { expect, it } from 'vitest';
import { judge, openStage, text } from './stage.js';

const stage = await openStage('ssm', 'sts', 'iam');
const { aws } = stage;

judge(stage, ['ssm', 'sts'], () => {
  it('who asks', async () => {
    expect(await aws.text(`sts get-caller-identity ${text} Account`)).toBe('000000000000');
  });

  it('parameters', async () => {
    const put = 'ssm put-parameter --name /j/a --type SecureString';
    expect(await aws.json(`${put} --value one --tags Key=a,Value=b`)).toMatchObject({ Version: 1 });
    expect(await aws.refused(`${put} --value two`)).toBe('ParameterAlreadyExists');
    expect(await aws.json(`${put} --value two --overwrite`)).toMatchObject({ Version: 2 });
    expect(await aws.json('ssm get-parameter --name /j/a --with-decryption')).toMatchObject({
      Parameter: { Value: 'two', Type: 'SecureString', Version: 2 },
    });
    expect(await aws.json('ssm get-parameters --names /j/a /j/none')).toMatchObject({ InvalidParameters: ['/j/none'] });
    expect(await aws.text(`ssm get-parameters-by-path --path /j --with-decryption ${text} Parameters[].Value`)).toBe(
      'two',
    );
    expect(
      await aws.text(
        `ssm describe-parameters --parameter-filters Key=Name,Option=BeginsWith,Values=/j ${text} Parameters[].Name`,
      ),
    ).toBe('/j/a');
    const tagged = '--resource-type Parameter --resource-id /j/a';
    await aws.text(`ssm add-tags-to-resource ${tagged} --tags Key=c,Value=d`);
    await aws.text(`ssm remove-tags-from-resource ${tagged} --tag-keys a`);
    expect(await aws.json(`ssm list-tags-for-resource ${tagged}`)).toEqual({ TagList: [{ Key: 'c', Value: 'd' }] });
    await aws.text('ssm delete-parameter --name /j/a');
    expect(await aws.json('ssm delete-parameters --names /j/a')).toMatchObject({ InvalidParameters: ['/j/a'] });
    expect(await aws.refused('ssm get-parameter --name /j/a')).toBe('ParameterNotFound');
  });
});
