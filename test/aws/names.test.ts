import { describe, expect, it } from 'vitest';
import { isOurs, keyTag, nameOf, stackTag, tagsOf } from '../../src/aws/names.js';

const owner = { stack: 'meibo', region: 'ap-northeast-1', tags: { course: 'sprint5' } };

describe('names', () => {
  it('are the stack and the key, but where AWS has a form of its own', () => {
    expect(nameOf(owner, 'vpc', 'ec2:vpc')).toBe('meibo-vpc');
    expect(nameOf(owner, 'api', 'ecr:repository')).toBe('meibo/api');
    expect(nameOf(owner, 'db-password', 'ssm:parameter')).toBe('/meibo-infra/meibo/db-password');
    expect(nameOf(owner, 'execution-role', 'iam:role')).toBe('meibo-execution-role-ap-northeast-1');
  });

  it('keep within the limit of the kind and stay apart', () => {
    const long = { stack: 'a-very-long-stack-20', region: 'ap-northeast-1' };
    const first = nameOf(long, 'load-balancer-of-the-api', 'elbv2:load-balancer');
    const second = nameOf(long, 'load-balancer-of-the-app', 'elbv2:load-balancer');
    expect(first.length).toBeLessThanOrEqual(32);
    expect(first).not.toBe(second);
    expect(first).toMatch(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/);
  });
});

describe('tags', () => {
  it('say whose it is, which it is, and carry the user’s own', () => {
    const tags = tagsOf(owner, 'network', 'vpc', 'meibo-vpc');
    expect(tags).toEqual({ course: 'sprint5', Name: 'meibo-vpc', [stackTag]: 'meibo', [keyTag]: 'network/vpc' });
    expect(isOurs(owner, tags)).toBe(true);
    expect(isOurs({ ...owner, stack: 'other' }, tags)).toBe(false);
    expect(isOurs(owner, {})).toBe(false);
  });
});
