import { DescribeImageScanFindingsCommand, ECRClient, ScanNotFoundException } from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import type { Aws } from '../../src/aws/clients.js';
import { scanOf } from '../../src/status/scan.js';

const makeAccount = () => {
  const ecr = new ECRClient({ region: 'ap-northeast-1' });
  return { aws: { ecr } as unknown as Aws, on: mockClient(ecr).on(DescribeImageScanFindingsCommand) };
};

it('counts critical and high findings, and names the first critical ones', async () => {
  const { aws, on } = makeAccount();
  const findings = Array.from({ length: 8 }, (_, i) => ({
    name: `CVE-${i}`,
    uri: `https://x/${i}`,
    severity: 'CRITICAL' as const,
  }));
  on.resolves({
    imageScanStatus: { status: 'COMPLETE' },
    imageScanFindings: {
      findingSeverityCounts: { CRITICAL: 8, HIGH: 3, LOW: 9 },
      findings: [{ name: 'CVE-low', severity: 'LOW' }, ...findings],
    },
  });
  const found = await scanOf(aws, 'meibo/app', 'sha256:1');
  expect(found).toMatchObject({ state: 'COMPLETE', critical: 8, high: 3 });
  expect(found?.list).toEqual(findings.slice(0, 5).map(({ name, uri }) => ({ name, uri })));
});

it('is silent where there is no scan, or none may be read', async () => {
  const { aws, on } = makeAccount();
  on.rejects(new ScanNotFoundException({ message: 'no scan', $metadata: {} }));
  expect(await scanOf(aws, 'meibo/app', 'sha256:1')).toBeUndefined();
  on.rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  expect(await scanOf(aws, 'meibo/app', 'sha256:1')).toBeUndefined();
});
