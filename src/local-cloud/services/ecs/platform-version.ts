import { PlatformUnknownException } from '@aws-sdk/client-ecs';
import { notImitated } from './not-imitated.js';

const earlier = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'];

/** Refuses a platform version of Fargate that does not exist (PlatformUnknownException), and those before today's. */
export function checkPlatformVersion(version: string | undefined): void {
  if (version === undefined || version === 'LATEST' || version === '1.4.0') return;
  if (earlier.includes(version)) notImitated(`platformVersion ${version}`);
  throw new PlatformUnknownException({ message: 'The specified platform version does not exist.', $metadata: {} });
}
