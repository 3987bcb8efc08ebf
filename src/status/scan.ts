import { DescribeImageScanFindingsCommand } from '@aws-sdk/client-ecr';
import type { Aws } from '../aws/clients.js';
import type { StatusView } from '../report/status-view.js';

/** As many as are named; the rest is counted. */
const NAMED = 5;

/**
 * What ECR's scan found in an image: one call, and undefined where there is no scan or it cannot be read, which is no reason for
 * a status to fail. DescribeImages leaves the summary out since basic scanning changed to its own database.
 */
export async function scanOf(aws: Aws, repositoryName: string, imageDigest: string): Promise<StatusView['scan']> {
  try {
    const { imageScanStatus, imageScanFindings } = await aws.ecr.send(
      new DescribeImageScanFindingsCommand({ repositoryName, imageId: { imageDigest }, maxResults: 1000 }),
    );
    const { findingSeverityCounts: counts, findings = [], enhancedFindings = [] } = imageScanFindings ?? {};
    const named = [
      ...findings.filter((it) => it.severity === 'CRITICAL').map(({ name, uri }) => ({ name, uri })),
      ...enhancedFindings
        .filter((it) => it.severity === 'CRITICAL')
        .map(({ title, packageVulnerabilityDetails: it }) => ({
          name: it?.vulnerabilityId ?? title,
          uri: it?.sourceUrl,
        })),
    ];
    const list = named.flatMap(({ name, uri }) => (name ? [{ name, ...(uri && { uri }) }] : []));
    return {
      state: imageScanStatus?.status ?? '',
      critical: counts?.CRITICAL ?? list.length,
      high: counts?.HIGH ?? 0,
      list: list.slice(0, NAMED),
    };
  } catch {
    return undefined;
  }
}
