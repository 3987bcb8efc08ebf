import { expect, it } from 'vitest';
import { documents, judge, openStage, text } from './stage.js';

const stage = await openStage('iam');
const { aws } = stage;
const { role, policy } = documents;

judge(stage, ['iam'], () => {
  it('roles and policies', async () => {
    expect(await aws.json('iam get-user')).toMatchObject({ User: { Arn: 'arn:aws:iam::000000000000:user/local' } });
    const arn = await aws.text(
      `iam create-role --role-name r --tags Key=a,Value=b ${text} Role.Arn --assume-role-policy-document`,
      role,
    );
    expect(await aws.refused('iam create-role --role-name r --assume-role-policy-document', role)).toBe(
      'EntityAlreadyExists',
    );
    expect(await aws.json('iam get-role --role-name r')).toMatchObject({
      Role: { Arn: arn, AssumeRolePolicyDocument: JSON.parse(role) },
    });
    await aws.text('iam update-role --role-name r --max-session-duration 7200');
    await aws.text('iam update-assume-role-policy --role-name r --policy-document', role);
    await aws.text('iam tag-role --role-name r --tags Key=c,Value=d');
    await aws.text('iam untag-role --role-name r --tag-keys a');
    expect(await aws.json('iam list-role-tags --role-name r')).toMatchObject({ Tags: [{ Key: 'c', Value: 'd' }] });
    expect(await aws.text(`iam list-roles ${text} Roles[].RoleName`)).toContain('r');
    const managed = 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy';
    await aws.text(`iam attach-role-policy --role-name r --policy-arn ${managed}`);
    const own = await aws.text(`iam create-policy --policy-name p ${text} Policy.Arn --policy-document`, policy);
    await aws.text(`iam attach-role-policy --role-name r --policy-arn ${own}`);
    expect(await aws.text(`iam list-attached-role-policies --role-name r ${text} AttachedPolicies[].PolicyName`)).toBe(
      'AmazonECSTaskExecutionRolePolicy\tp',
    );
    expect(await aws.json(`iam get-policy --policy-arn ${own}`)).toMatchObject({
      Policy: { PolicyName: 'p', AttachmentCount: 1, DefaultVersionId: 'v1' },
    });
    expect(await aws.json(`iam get-policy-version --policy-arn ${own} --version-id v1`)).toMatchObject({
      PolicyVersion: { Document: JSON.parse(policy) },
    });
    expect(await aws.text(`iam list-policy-versions --policy-arn ${own} ${text} Versions[].VersionId`)).toBe('v1');
    expect(await aws.text(`iam list-policies --scope Local ${text} Policies[].PolicyName`)).toBe('p');
    expect(await aws.text(`iam list-entities-for-policy --policy-arn ${own} ${text} PolicyRoles[].RoleName`)).toBe('r');
    await aws.text('iam put-role-policy --role-name r --policy-name inline --policy-document', policy);
    expect(await aws.json('iam get-role-policy --role-name r --policy-name inline')).toMatchObject({
      PolicyDocument: JSON.parse(policy),
    });
    expect(await aws.json('iam list-role-policies --role-name r')).toMatchObject({ PolicyNames: ['inline'] });
    expect(await aws.json('iam list-instance-profiles-for-role --role-name r')).toMatchObject({ InstanceProfiles: [] });
    expect(await aws.refused('iam delete-role --role-name r')).toBe('DeleteConflict');
    await aws.text('iam delete-role-policy --role-name r --policy-name inline');
    for (const it of [managed, own]) await aws.text(`iam detach-role-policy --role-name r --policy-arn ${it}`);
    await aws.text(`iam delete-policy --policy-arn ${own}`);
    await aws.text('iam delete-role --role-name r');
    expect(await aws.refused('iam get-role --role-name r')).toBe('NoSuchEntity');
    const linked = 'iam create-service-linked-role --aws-service-name rds.amazonaws.com';
    expect(await aws.text(`${linked} ${text} Role.RoleName`)).toBe('AWSServiceRoleForRDS');
    expect(await aws.refused(linked)).toBe('InvalidInput');
    const task = await aws.text(
      `iam delete-service-linked-role --role-name AWSServiceRoleForRDS ${text} DeletionTaskId`,
    );
    expect(await aws.json(`iam get-service-linked-role-deletion-status --deletion-task-id ${task}`)).toMatchObject({
      Status: 'SUCCEEDED',
    });
  });
});
