import type { ServiceName } from '../service.js';

/** How a service is addressed on the wire. A test holds this table against the SDK's own settings. */
export interface Addressing {
  /** `Version` of its forms; only the form protocols have it. */
  readonly version: string;
  /** The prefix of `X-Amz-Target`, also the service in a CBOR path. */
  readonly target: string;
  readonly xmlNamespace: string;
  /** The scope that requests are signed for. */
  readonly signing: string;
  readonly form: 'ec2Query' | 'awsQuery' | undefined;
  readonly queryCompatible?: true;
}

const query = (version: string, target: string, xmlNamespace: string, signing: string): Addressing => ({
  version,
  target,
  xmlNamespace,
  signing,
  form: 'awsQuery',
});

const json = (version: string, target: string, signing: string): Addressing => ({
  version,
  target,
  xmlNamespace: '',
  signing,
  form: undefined,
});

/** The wire of every service of the local cloud. */
export const addressing: Readonly<Record<ServiceName, Addressing>> = {
  ec2: {
    ...query('2016-11-15', 'AmazonEC2', 'http://ec2.amazonaws.com/doc/2016-11-15', 'ec2'),
    form: 'ec2Query',
  },
  rds: query('2014-10-31', 'AmazonRDSv19', 'http://rds.amazonaws.com/doc/2014-10-31/', 'rds'),
  elbv2: query(
    '2015-12-01',
    'ElasticLoadBalancing_v10',
    'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    'elasticloadbalancing',
  ),
  iam: query('2010-05-08', 'AWSIdentityManagementV20100508', 'https://iam.amazonaws.com/doc/2010-05-08/', 'iam'),
  sts: query('2011-06-15', 'AWSSecurityTokenServiceV20110615', 'https://sts.amazonaws.com/doc/2011-06-15/', 'sts'),
  cloudwatch: {
    ...query(
      '2010-08-01',
      'GraniteServiceVersion20100801',
      'http://monitoring.amazonaws.com/doc/2010-08-01/',
      'monitoring',
    ),
    queryCompatible: true,
  },
  ecr: json('2015-09-21', 'AmazonEC2ContainerRegistry_V20150921', 'ecr'),
  ecs: json('2014-11-13', 'AmazonEC2ContainerServiceV20141113', 'ecs'),
  ssm: json('2014-11-06', 'AmazonSSM', 'ssm'),
  'service-quotas': json('2019-06-24', 'ServiceQuotasV20190624', 'servicequotas'),
  pricing: json('2017-10-15', 'AWSPriceListService', 'pricing'),
  logs: json('2014-03-28', 'Logs_20140328', 'logs'),
  'application-autoscaling': json('2016-02-06', 'AnyScaleFrontendService', 'application-autoscaling'),
};
