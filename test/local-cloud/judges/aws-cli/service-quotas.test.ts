import { expect, it } from 'vitest';
import { judge, openStage, text } from './stage.js';

const stage = await openStage('service-quotas');
const { aws } = stage;

judge(stage, ['service-quotas'], () => {
  it('what an account may have', async () => {
    const vpcs = '--service-code vpc --quota-code L-F678F1CE';
    expect(await aws.json(`service-quotas get-service-quota ${vpcs}`)).toMatchObject({
      Quota: { QuotaName: 'VPCs per Region', Value: 5 },
    });
    expect(Number(await aws.text(`service-quotas get-aws-default-service-quota ${vpcs} ${text} Quota.Value`))).toBe(5);
    expect(
      await aws.text(`service-quotas list-service-quotas --service-code vpc ${text} Quotas[].QuotaCode`),
    ).toContain('L-F678F1CE');
    expect(await aws.refused('service-quotas get-service-quota --service-code vpc --quota-code L-NONE')).toBe(
      'NoSuchResourceException',
    );
  });
});
