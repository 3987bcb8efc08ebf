import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutLifecyclePolicyCommand,
  type Repository,
} from '@aws-sdk/client-ecr';
import { repository } from '../../../src/resources/ecr/repository.js';
import { answer, type ContractCase, call, name, ours, refusal, tagList } from './contract-case.js';

const aRepository: Repository = {
  repositoryName: name,
  repositoryArn: 'arn:1',
  repositoryUri: `123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/${name}`,
  imageScanningConfiguration: { scanOnPush: true },
};
const absent = refusal('RepositoryNotFoundException');
const shown = (it: Partial<Repository>) =>
  answer(DescribeRepositoriesCommand, { repositories: [{ ...aRepository, ...it }] });
const keeps = (countNumber: number) =>
  answer(GetLifecyclePolicyCommand, {
    // ECR writes the text anew, in its own order.
    lifecyclePolicyText: JSON.stringify({
      rules: [{ action: { type: 'expire' }, selection: { countNumber, tagStatus: 'any' }, rulePriority: 1 }],
    }),
  });

/** The contract of ECR repositories. */
export const ecrCases: readonly ContractCase[] = [
  {
    resource: repository,
    id: name,
    props: { keep: 10 },
    absent: [answer(DescribeRepositoriesCommand, absent)],
    create: {
      call: call(CreateRepositoryCommand, {
        repositoryName: name,
        imageScanningConfiguration: { scanOnPush: true },
        tags: tagList(ours),
      }),
      answers: [],
    },
    present: [shown({}), keeps(10), answer(ListTagsForResourceCommand, { tags: tagList(ours) })],
    drifts: [
      {
        what: 'gets a life cycle',
        shows: [answer(GetLifecyclePolicyCommand, refusal('LifecyclePolicyNotFoundException'))],
        paths: ['keep'],
        calls: [call(PutLifecyclePolicyCommand, { repositoryName: name })],
      },
      {
        what: 'keeps another number and scans again',
        shows: [shown({ imageScanningConfiguration: { scanOnPush: false } }), keeps(3)],
        paths: ['scanOnPush', 'keep'],
        calls: [
          call(PutImageScanningConfigurationCommand, {
            repositoryName: name,
            imageScanningConfiguration: { scanOnPush: true },
          }),
          call(PutLifecyclePolicyCommand, { repositoryName: name }),
        ],
      },
    ],
    remove: {
      calls: [call(DeleteRepositoryCommand, { repositoryName: name, force: true })],
      gone: [answer(DeleteRepositoryCommand, absent)],
    },
  },
];
