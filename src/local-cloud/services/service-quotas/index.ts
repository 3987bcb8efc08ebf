import * as sdk from '@aws-sdk/client-service-quotas';
import { defineService } from '../../service.js';
import type { World } from '../../world.js';
import { type KnownQuota, known, valueNow } from './store.js';

const all: readonly KnownQuota[] = Object.values(known);

const missing = () =>
  new sdk.NoSuchResourceException({
    message: 'The request failed because the specified quota does not exist.',
    $metadata: {},
  });

const view = (world: World, quota: KnownQuota, value: number): sdk.ServiceQuota => ({
  ServiceCode: quota.service,
  ServiceName: quota.serviceName,
  QuotaArn: world.arn('servicequotas', `${quota.service}/${quota.code}`),
  QuotaCode: quota.code,
  QuotaName: quota.name,
  Value: value,
  Unit: 'None',
  Adjustable: true,
  GlobalQuota: false,
  QuotaAppliedAtLevel: 'ACCOUNT',
});

function need(service: string, code: string): KnownQuota {
  const found = all.find((it) => it.service === service && it.code === code);
  if (!found) throw missing();
  return found;
}

/** One page of a service's quotas; the token is the place of its first. */
function page(service: string, { MaxResults = 100, NextToken }: { MaxResults?: number; NextToken?: string }) {
  const ofService = all.filter((it) => it.service === service);
  if (ofService.length === 0) throw missing();
  const start = Number(NextToken ?? 0);
  if (!Number.isInteger(start) || start < 0 || start > ofService.length)
    throw new sdk.InvalidPaginationTokenException({ message: 'Invalid pagination token.', $metadata: {} });
  const end = start + MaxResults;
  return { quotas: ofService.slice(start, end), ...(end < ofService.length && { NextToken: String(end) }) };
}

/** Service Quotas: what the account may have of the things that the local cloud counts. */
export const serviceQuotas = defineService('service-quotas', sdk, {
  GetServiceQuota: ({ ServiceCode, QuotaCode }, { world }) => {
    const quota = need(ServiceCode, QuotaCode);
    return { Quota: view(world, quota, valueNow(world, quota)) };
  },
  GetAWSDefaultServiceQuota: ({ ServiceCode, QuotaCode }, { world }) => {
    const quota = need(ServiceCode, QuotaCode);
    return { Quota: view(world, quota, quota.value) };
  },
  ListServiceQuotas: ({ ServiceCode, ...paging }, { world }) => {
    const { quotas, NextToken } = page(ServiceCode, paging);
    return { Quotas: quotas.map((it) => view(world, it, valueNow(world, it))), NextToken };
  },
});
