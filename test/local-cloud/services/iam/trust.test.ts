import { expect, it } from 'vitest';
import { mayAssume } from '../../../../src/local-cloud/services/iam/trust.js';

const service = 'ecs-tasks.amazonaws.com';
const Action = 'sts:AssumeRole';
const allow = { Effect: 'Allow', Principal: { Service: service }, Action };

it.each([
  ['is named', [allow], true],
  ['is named among others', [{ ...allow, Principal: { Service: ['ec2.amazonaws.com', service] } }], true],
  ['is everybody', [{ ...allow, Principal: '*' }], true],
  ['may do everything of STS', [{ ...allow, Action: ['sts:*'] }], true],
  ['has a condition to meet', [{ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }], true],
  ['is denied with a condition', [allow, { ...allow, Effect: 'Deny', Condition: { Bool: {} } }], true],
  ['is another one', [{ ...allow, Principal: { Service: 'ec2.amazonaws.com' } }], false],
  ['is an account', [{ ...allow, Principal: { AWS: '*' } }], false],
  ['is only part of a name', [{ ...allow, Principal: { Service: `x.${service}` } }], false],
  ['may do something else', [{ ...allow, Action: 'sts:TagSession' }], false],
  ['is named and denied', [allow, { ...allow, Effect: 'Deny' }], false],
  ['is denied with everybody', [allow, { ...allow, Effect: 'Deny', Principal: '*' }], false],
  ['is the one that is left out', [{ Effect: 'Allow', NotPrincipal: { Service: service }, Action }], false],
])('who %s', (_who, Statement, may) => {
  expect(mayAssume(JSON.stringify({ Version: '2012-10-17', Statement }), service)).toBe(may);
});
