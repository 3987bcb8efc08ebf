import { afterAll, describe, expect, it } from 'vitest';
import { allServices } from '../../support/cloud.js';
import { hasAwsCli, openAwsCli } from './aws-cli.js';
import { serveCloud } from './serve.js';

const judge = hasAwsCli();
const server = await serveCloud();
const aws = openAwsCli(server.endpoint);
afterAll(async () => {
  aws.close();
  await server.close();
});

const role = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } }],
});
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ssm:GetParameters', Resource: '*' }],
});
const text = '--output text --query';

it.runIf(process.env.CI)('finds the aws command line in CI', () => {
  expect(judge, 'CI must have the aws command line').toBe(true);
});

// Where aws is one frozen program, each of some 240 commands starts it anew.
const timeout = 180_000;
const reason = judge ? '' : ' (skipped: aws is not installed)';

describe.skipIf(!judge)(`the aws command line as a judge${reason}`, { timeout }, () => {
  /** What later stories build on; vitest runs the stories in their order. */
  const made = { vpc: '', subnets: [] as string[], group: '', gateway: '' };

  it('ec2: a network', async () => {
    const zones = await aws.text(`ec2 describe-availability-zones ${text} AvailabilityZones[].ZoneName`);
    expect(zones.split('\t')).toContain('ap-northeast-1a');
    expect(await aws.text(`ec2 describe-regions ${text} Regions[].RegionName`)).toContain('ap-northeast-1');
    const limits = 'AccountAttributes[?AttributeName==`supported-platforms`].AttributeValues[].AttributeValue';
    expect(await aws.text(`ec2 describe-account-attributes ${text}`, limits)).toContain('VPC');
    made.vpc = await aws.text(`ec2 create-vpc --cidr-block 10.0.0.0/16 ${text} Vpc.VpcId`);
    await aws.text(`ec2 wait vpc-available --vpc-ids ${made.vpc}`);
    await aws.text(`ec2 modify-vpc-attribute --vpc-id ${made.vpc} --enable-dns-hostnames Value=true`);
    const attribute = `ec2 describe-vpc-attribute --vpc-id ${made.vpc} --attribute enableDnsHostnames`;
    expect(await aws.json(attribute)).toMatchObject({ EnableDnsHostnames: { Value: true } });
    for (const [zone, cidr] of [
      ['a', '10.0.0.0/24'],
      ['c', '10.0.1.0/24'],
    ]) {
      const subnet = `ec2 create-subnet --vpc-id ${made.vpc} --cidr-block ${cidr} --availability-zone ap-northeast-1${zone}`;
      made.subnets.push(await aws.text(`${subnet} ${text} Subnet.SubnetId`));
    }
    const [first = ''] = made.subnets;
    await aws.text(`ec2 modify-subnet-attribute --subnet-id ${first} --map-public-ip-on-launch`);
    expect(
      await aws.json(`ec2 describe-subnets --filters Name=vpc-id,Values=${made.vpc} Name=cidr-block,Values=10.0.0.*`),
    ).toMatchObject({ Subnets: [{ SubnetId: first, MapPublicIpOnLaunch: true, AvailableIpAddressCount: 251 }] });
    await aws.text(`ec2 create-tags --resources ${made.vpc} ${first} --tags Key=Name,Value=日本`);
    expect(await aws.json(`ec2 describe-tags --filters Name=resource-id,Values=${first}`)).toEqual({
      Tags: [{ Key: 'Name', ResourceId: first, ResourceType: 'subnet', Value: '日本' }],
    });
    await aws.text(`ec2 delete-tags --resources ${first} --tags Key=Name`);
    expect(await aws.json(`ec2 describe-vpcs --filters Name=tag:Name,Values=日*`)).toMatchObject({
      Vpcs: [{ VpcId: made.vpc, Tags: [{ Key: 'Name', Value: '日本' }] }],
    });
    expect(
      await aws.text(
        `ec2 describe-network-acls --filters Name=vpc-id,Values=${made.vpc} ${text} NetworkAcls[].IsDefault`,
      ),
    ).toBe('True');
  });

  it('ec2: gateways and routes', async () => {
    const gateway = await aws.text(`ec2 create-internet-gateway ${text} InternetGateway.InternetGatewayId`);
    made.gateway = gateway;
    await aws.text(`ec2 attach-internet-gateway --internet-gateway-id ${gateway} --vpc-id ${made.vpc}`);
    expect(
      await aws.text(
        `ec2 describe-internet-gateways --filters Name=attachment.vpc-id,Values=${made.vpc} ${text} InternetGateways[].InternetGatewayId`,
      ),
    ).toBe(gateway);
    const address = await aws.text(`ec2 allocate-address --domain vpc ${text} AllocationId`);
    expect(await aws.json(`ec2 describe-addresses --allocation-ids ${address}`)).toMatchObject({
      Addresses: [{ Domain: 'vpc' }],
    });
    await aws.text(`ec2 describe-addresses-attribute --allocation-ids ${address} --attribute domain-name`);
    const nat = await aws.text(
      `ec2 create-nat-gateway --subnet-id ${made.subnets[0]} --allocation-id ${address} ${text} NatGateway.NatGatewayId`,
    );
    await aws.text(`ec2 wait nat-gateway-available --nat-gateway-ids ${nat}`);
    expect(await aws.json(`ec2 describe-nat-gateways --filter Name=vpc-id,Values=${made.vpc}`)).toMatchObject({
      NatGateways: [{ NatGatewayId: nat, State: 'available', NatGatewayAddresses: [{ AllocationId: address }] }],
    });
    expect(
      await aws.text(
        `ec2 describe-network-interfaces --filters Name=vpc-id,Values=${made.vpc} ${text} NetworkInterfaces[].InterfaceType`,
      ),
    ).toBe('nat_gateway');

    const table = await aws.text(`ec2 create-route-table --vpc-id ${made.vpc} ${text} RouteTable.RouteTableId`);
    const other = await aws.text(`ec2 create-route-table --vpc-id ${made.vpc} ${text} RouteTable.RouteTableId`);
    const route = `--route-table-id ${table} --destination-cidr-block 0.0.0.0/0`;
    expect(await aws.json(`ec2 create-route ${route} --gateway-id ${gateway}`)).toEqual({ Return: true });
    expect(await aws.refused(`ec2 create-route ${route} --gateway-id ${gateway}`)).toBe('RouteAlreadyExists');
    await aws.text(`ec2 replace-route ${route} --nat-gateway-id ${nat}`);
    const association = await aws.text(
      `ec2 associate-route-table --route-table-id ${table} --subnet-id ${made.subnets[1]} ${text} AssociationId`,
    );
    expect(
      await aws.json(`ec2 describe-route-tables --filters Name=association.subnet-id,Values=${made.subnets[1]}`),
    ).toMatchObject({
      RouteTables: [
        {
          RouteTableId: table,
          Associations: [{ RouteTableAssociationId: association, AssociationState: { State: 'associated' } }],
          Routes: [{ GatewayId: 'local' }, { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: nat, State: 'active' }],
        },
      ],
    });
    const moved = await aws.text(
      `ec2 replace-route-table-association --association-id ${association} --route-table-id ${other} ${text} NewAssociationId`,
    );

    const s3 = 'com.amazonaws.ap-northeast-1.s3';
    const endpoint = await aws.text(
      `ec2 create-vpc-endpoint --vpc-id ${made.vpc} --service-name ${s3} --route-table-ids ${table} ${text} VpcEndpoint.VpcEndpointId`,
    );
    await aws.text(`ec2 modify-vpc-endpoint --vpc-endpoint-id ${endpoint} --add-route-table-ids ${other}`);
    expect(await aws.json(`ec2 describe-vpc-endpoints --filters Name=service-name,Values=${s3}`)).toMatchObject({
      VpcEndpoints: [
        { VpcEndpointId: endpoint, VpcEndpointType: 'Gateway', RouteTableIds: expect.arrayContaining([table, other]) },
      ],
    });
    const list = await aws.text(
      `ec2 describe-prefix-lists --filters Name=prefix-list-name,Values=${s3} ${text} PrefixLists[].PrefixListId`,
    );
    expect(
      await aws.text(
        `ec2 describe-managed-prefix-lists --prefix-list-ids ${list} ${text} PrefixLists[].PrefixListName`,
      ),
    ).toBe(s3);
    expect(
      await aws.json(`ec2 delete-vpc-endpoints --vpc-endpoint-ids ${endpoint} vpce-00000000000000000`),
    ).toMatchObject({
      Unsuccessful: [{ ResourceId: 'vpce-00000000000000000', Error: { Code: 'InvalidVpcEndpoint.NotFound' } }],
    });

    expect(await aws.refused(`ec2 delete-internet-gateway --internet-gateway-id ${gateway}`)).toBe(
      'DependencyViolation',
    );
    expect(await aws.refused(`ec2 delete-route-table --route-table-id ${other}`)).toBe('DependencyViolation');
    await aws.text(`ec2 disassociate-route-table --association-id ${moved}`);
    await aws.text(`ec2 delete-route ${route}`);
    for (const it of [table, other]) await aws.text(`ec2 delete-route-table --route-table-id ${it}`);
    expect(await aws.refused(`ec2 release-address --allocation-id ${address}`)).toBe('InvalidIPAddress.InUse');
    await aws.text(`ec2 delete-nat-gateway --nat-gateway-id ${nat}`);
    await aws.text(`ec2 wait nat-gateway-deleted --nat-gateway-ids ${nat}`);
    expect(await aws.refused('ec2 disassociate-address --association-id eipassoc-00000000000000000')).toBe(
      'InvalidAssociationID.NotFound',
    );
    await aws.text(`ec2 release-address --allocation-id ${address}`);
    expect(await aws.refused('ec2 delete-network-interface --network-interface-id eni-00000000000000000')).toBe(
      'InvalidNetworkInterfaceID.NotFound',
    );
  });

  it('ec2: security groups', async () => {
    const create = (name: string) =>
      aws.text(`ec2 create-security-group --group-name ${name} --description d --vpc-id ${made.vpc} ${text} GroupId`);
    made.group = await create('one');
    const two = await create('two');
    expect(await aws.refused(`ec2 create-security-group --group-name one --description d --vpc-id ${made.vpc}`)).toBe(
      'InvalidGroup.Duplicate',
    );
    const open = `ec2 authorize-security-group-ingress --group-id ${made.group} --protocol tcp --port 80 --cidr 0.0.0.0/0`;
    const rule = await aws.text(`${open} ${text} SecurityGroupRules[0].SecurityGroupRuleId`);
    expect(await aws.refused(open)).toBe('InvalidPermission.Duplicate');
    await aws.text(
      `ec2 authorize-security-group-ingress --group-id ${two} --protocol tcp --port 3306 --source-group ${made.group}`,
    );
    await aws.text(`ec2 authorize-security-group-egress --group-id ${two} --protocol udp --port 53 --cidr 10.0.0.0/16`);
    const change = `SecurityGroupRuleId=${rule},SecurityGroupRule={IpProtocol=tcp,FromPort=8080,ToPort=8081,CidrIpv4=10.1.0.0/16,Description=x}`;
    await aws.text(`ec2 modify-security-group-rules --group-id ${made.group} --security-group-rules ${change}`);
    expect(
      await aws.json(`ec2 describe-security-group-rules --filters Name=group-id,Values=${made.group}`),
    ).toMatchObject({
      SecurityGroupRules: expect.arrayContaining([
        expect.objectContaining({
          SecurityGroupRuleId: rule,
          FromPort: 8080,
          ToPort: 8081,
          CidrIpv4: '10.1.0.0/16',
          IsEgress: false,
        }),
      ]),
    });
    expect(await aws.json(`ec2 describe-security-groups --group-ids ${two}`)).toMatchObject({
      SecurityGroups: [
        {
          GroupName: 'two',
          IpPermissions: [{ IpProtocol: 'tcp', FromPort: 3306, UserIdGroupPairs: [{ GroupId: made.group }] }],
          IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, { IpProtocol: 'udp' }],
        },
      ],
    });
    expect(
      await aws.text(`ec2 get-security-groups-for-vpc --vpc-id ${made.vpc} ${text} SecurityGroupForVpcs[].GroupName`),
    ).toContain('two');
    expect(await aws.refused(`ec2 delete-security-group --group-id ${made.group}`)).toBe('DependencyViolation');
    await aws.text(`ec2 revoke-security-group-egress --group-id ${two} --protocol udp --port 53 --cidr 10.0.0.0/16`);
    await aws.text(
      `ec2 revoke-security-group-ingress --group-id ${two} --protocol tcp --port 3306 --source-group ${made.group}`,
    );
    await aws.text(`ec2 delete-security-group --group-id ${two}`);
  });

  it('iam, ssm, sts', async () => {
    expect(await aws.text(`sts get-caller-identity ${text} Account`)).toBe('000000000000');
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

    const put = 'ssm put-parameter --name /j/a --type SecureString';
    expect(await aws.json(`${put} --value one --tags Key=a,Value=b`)).toMatchObject({ Version: 1 });
    expect(await aws.refused(`${put} --value two`)).toBe('ParameterAlreadyExists');
    expect(await aws.json(`${put} --value two --overwrite`)).toMatchObject({ Version: 2 });
    expect(await aws.json('ssm get-parameter --name /j/a --with-decryption')).toMatchObject({
      Parameter: { Value: 'two', Type: 'SecureString', Version: 2 },
    });
    expect(await aws.json('ssm get-parameters --names /j/a /j/none')).toMatchObject({ InvalidParameters: ['/j/none'] });
    expect(await aws.text(`ssm get-parameters-by-path --path /j --with-decryption ${text} Parameters[].Value`)).toBe(
      'two',
    );
    expect(
      await aws.text(
        `ssm describe-parameters --parameter-filters Key=Name,Option=BeginsWith,Values=/j ${text} Parameters[].Name`,
      ),
    ).toBe('/j/a');
    const tagged = '--resource-type Parameter --resource-id /j/a';
    await aws.text(`ssm add-tags-to-resource ${tagged} --tags Key=c,Value=d`);
    await aws.text(`ssm remove-tags-from-resource ${tagged} --tag-keys a`);
    expect(await aws.json(`ssm list-tags-for-resource ${tagged}`)).toEqual({ TagList: [{ Key: 'c', Value: 'd' }] });
    await aws.text('ssm delete-parameter --name /j/a');
    expect(await aws.json('ssm delete-parameters --names /j/a')).toMatchObject({ InvalidParameters: ['/j/a'] });
    expect(await aws.refused('ssm get-parameter --name /j/a')).toBe('ParameterNotFound');
  });

  it('logs and cloudwatch', async () => {
    await aws.text('logs create-log-group --log-group-name /j --tags a=b');
    expect(await aws.refused('logs create-log-group --log-group-name /j')).toBe('ResourceAlreadyExistsException');
    await aws.text('logs put-retention-policy --log-group-name /j --retention-in-days 7');
    const arn = await aws.text(
      `logs describe-log-groups --log-group-name-prefix /j ${text} logGroups[?retentionInDays==\`7\`].logGroupArn`,
    );
    await aws.text('logs delete-retention-policy --log-group-name /j');
    await aws.text(`logs tag-resource --resource-arn ${arn} --tags c=d`);
    await aws.text(`logs untag-resource --resource-arn ${arn} --tag-keys a`);
    expect(await aws.json(`logs list-tags-for-resource --resource-arn ${arn}`)).toEqual({ tags: { c: 'd' } });
    await aws.text('logs tag-log-group --log-group-name /j --tags e=f');
    await aws.text('logs untag-log-group --log-group-name /j --tags c');
    expect(await aws.json('logs list-tags-log-group --log-group-name /j')).toEqual({ tags: { e: 'f' } });
    await aws.text('logs create-log-stream --log-group-name /j --log-stream-name s');
    const events = JSON.stringify([{ timestamp: Date.now(), message: 'ERROR 日本' }]);
    await aws.text('logs put-log-events --log-group-name /j --log-stream-name s --log-events', events);
    expect(await aws.text(`logs describe-log-streams --log-group-name /j ${text} logStreams[].logStreamName`)).toBe(
      's',
    );
    expect(await aws.text(`logs get-log-events --log-group-name /j --log-stream-name s ${text} events[].message`)).toBe(
      'ERROR 日本',
    );
    expect(
      await aws.text(`logs filter-log-events --log-group-name /j --filter-pattern ERROR ${text} events[].message`),
    ).toBe('ERROR 日本');
    await aws.text('logs delete-log-stream --log-group-name /j --log-stream-name s');
    const protect = 'logs put-log-group-deletion-protection --log-group-identifier /j';
    await aws.text(`${protect} --deletion-protection-enabled`);
    await aws.refused('logs delete-log-group --log-group-name /j');
    await aws.text(`${protect} --no-deletion-protection-enabled`);
    await aws.text('logs delete-log-group --log-group-name /j');
    expect(await aws.json('logs describe-log-groups')).toEqual({ logGroups: [] });

    const metric = '--namespace J --metric-name m';
    const between = `--start-time ${new Date(Date.now() - 600_000).toISOString()} --end-time ${new Date(Date.now() + 600_000).toISOString()}`;
    await aws.text(`cloudwatch put-metric-data ${metric} --value 7 --unit Percent --dimensions a=b`);
    expect(await aws.json('cloudwatch list-metrics --namespace J')).toMatchObject({
      Metrics: [{ MetricName: 'm', Dimensions: [{ Name: 'a', Value: 'b' }] }],
    });
    const statistics = `cloudwatch get-metric-statistics ${metric} --dimensions Name=a,Value=b --period 60 --statistics Maximum ${between}`;
    expect(await aws.json(statistics)).toMatchObject({ Datapoints: [{ Maximum: 7, Unit: 'Percent' }] });
    const query = JSON.stringify([
      {
        Id: 'q',
        MetricStat: {
          Metric: { Namespace: 'J', MetricName: 'm', Dimensions: [{ Name: 'a', Value: 'b' }] },
          Period: 60,
          Stat: 'Average',
        },
      },
    ]);
    expect(await aws.json(`cloudwatch get-metric-data ${between} --metric-data-queries`, query)).toMatchObject({
      MetricDataResults: [{ Id: 'q', Values: [7] }],
    });
    await aws.text(
      `cloudwatch put-metric-alarm --alarm-name al ${metric} --statistic Average --period 60 --evaluation-periods 1 --threshold 70 --comparison-operator GreaterThanThreshold`,
    );
    const alarm = await aws.text(`cloudwatch describe-alarms --alarm-names al ${text} MetricAlarms[].AlarmArn`);
    await aws.text(`cloudwatch tag-resource --resource-arn ${alarm} --tags Key=a,Value=b Key=c,Value=d`);
    await aws.text(`cloudwatch untag-resource --resource-arn ${alarm} --tag-keys a`);
    expect(await aws.json(`cloudwatch list-tags-for-resource --resource-arn ${alarm}`)).toEqual({
      Tags: [{ Key: 'c', Value: 'd' }],
    });
    await aws.text('cloudwatch delete-alarms --alarm-names al');
    expect(await aws.json('cloudwatch describe-alarms --alarm-names al')).toMatchObject({ MetricAlarms: [] });
  });

  it('rds', async () => {
    const versions = `rds describe-db-engine-versions --engine mysql ${text} DBEngineVersions[].EngineVersion`;
    expect(await aws.text(versions)).toMatch(/8\.4\.\d+/);
    const orderable = 'rds describe-orderable-db-instance-options --engine mysql --db-instance-class db.t4g.micro';
    expect(await aws.text(`${orderable} ${text} OrderableDBInstanceOptions[].StorageType`)).toContain('gp2');
    expect(
      await aws.text(`rds describe-db-parameter-groups ${text} DBParameterGroups[].DBParameterGroupName`),
    ).toContain('default.mysql8.4');
    const group = `rds create-db-subnet-group --db-subnet-group-name G --db-subnet-group-description d --subnet-ids ${made.subnets.join(' ')}`;
    // In a new account the first call only makes the service-linked role (terraform-aws-rds#364).
    expect(await aws.refused(group)).toBe('InvalidParameterValue');
    expect(await aws.text(`${group} ${text} DBSubnetGroup.DBSubnetGroupName`)).toBe('g');
    await aws.text(
      `rds modify-db-subnet-group --db-subnet-group-name g --db-subnet-group-description e --subnet-ids ${made.subnets.join(' ')}`,
    );
    expect(await aws.json('rds describe-db-subnet-groups --db-subnet-group-name g')).toMatchObject({
      DBSubnetGroups: [{ DBSubnetGroupDescription: 'e', SubnetGroupStatus: 'Complete', VpcId: made.vpc }],
    });
    const create =
      'rds create-db-instance --db-instance-identifier d --engine mysql --db-instance-class db.t4g.micro --allocated-storage 20 ' +
      `--master-username admin --master-user-password only-for-a-test --db-name meibo --db-subnet-group-name g --vpc-security-group-ids ${made.group}`;
    const arn = await aws.text(`${create} --tags Key=a,Value=b ${text} DBInstance.DBInstanceArn`);
    expect(await aws.refused(create)).toBe('DBInstanceAlreadyExists');
    await aws.text('rds wait db-instance-available --db-instance-identifier d');
    expect(await aws.json('rds describe-db-instances --db-instance-identifier d')).toMatchObject({
      DBInstances: [
        {
          DBInstanceStatus: 'available',
          Engine: 'mysql',
          MasterUsername: 'admin',
          DBName: 'meibo',
          Endpoint: { Port: 3306 },
          DBSubnetGroup: { DBSubnetGroupName: 'g' },
          VpcSecurityGroups: [{ VpcSecurityGroupId: made.group, Status: 'active' }],
          TagList: [{ Key: 'a', Value: 'b' }],
        },
      ],
    });
    await aws.text(`rds add-tags-to-resource --resource-name ${arn} --tags Key=c,Value=d`);
    await aws.text(`rds remove-tags-from-resource --resource-name ${arn} --tag-keys a`);
    expect(await aws.json(`rds list-tags-for-resource --resource-name ${arn}`)).toEqual({
      TagList: [{ Key: 'c', Value: 'd' }],
    });
    await aws.text('rds modify-db-instance --db-instance-identifier d --deletion-protection --apply-immediately');
    expect(await aws.refused('rds delete-db-instance --db-instance-identifier d --skip-final-snapshot')).toBe(
      'InvalidParameterCombination',
    );
    await aws.text('rds modify-db-instance --db-instance-identifier d --no-deletion-protection --apply-immediately');
    await aws.text('rds create-db-snapshot --db-instance-identifier d --db-snapshot-identifier s');
    await aws.text('rds wait db-snapshot-available --db-snapshot-identifier s');
    expect(
      await aws.text(
        `rds describe-db-snapshots --db-instance-identifier d --snapshot-type manual ${text} DBSnapshots[].Status`,
      ),
    ).toBe('available');
    expect(
      await aws.text(
        `rds describe-db-instance-automated-backups --db-instance-identifier d ${text} DBInstanceAutomatedBackups[].Status`,
      ),
    ).toBe('active');
    await aws.text('rds stop-db-instance --db-instance-identifier d');
    const status = `rds describe-db-instances --db-instance-identifier d ${text} DBInstances[].DBInstanceStatus`;
    expect(await aws.text(status)).toBe('stopped');
    await aws.text('rds start-db-instance --db-instance-identifier d');
    await aws.text('rds wait db-instance-available --db-instance-identifier d');
    const events = 'rds describe-events --source-type db-instance --source-identifier d';
    expect((await aws.text(`${events} ${text} Events[].Message`)).split('\t')).toEqual(
      expect.arrayContaining(['DB instance created.', 'DB instance stopped.', 'DB instance started.']),
    );
    expect(await aws.refused('rds delete-db-subnet-group --db-subnet-group-name g')).toBe(
      'InvalidDBSubnetGroupStateFault',
    );
    await aws.text('rds delete-db-instance --db-instance-identifier d --skip-final-snapshot');
    await aws.text('rds wait db-instance-deleted --db-instance-identifier d');
    await aws.text('rds delete-db-snapshot --db-snapshot-identifier s');
    expect(await aws.refused('rds delete-db-instance-automated-backup --dbi-resource-id db-NONE')).toBe(
      'DBInstanceAutomatedBackupNotFound',
    );
    await aws.text('rds delete-db-subnet-group --db-subnet-group-name g');
    expect(await aws.refused('rds describe-db-instances --db-instance-identifier d')).toBe('DBInstanceNotFound');
  });

  it('ecr', async () => {
    expect(await aws.text('ecr get-login-password')).not.toBe('');
    const arn = await aws.text(
      `ecr create-repository --repository-name j/api --tags Key=a,Value=b ${text} repository.repositoryArn`,
    );
    expect(await aws.refused('ecr create-repository --repository-name j/api')).toBe('RepositoryAlreadyExistsException');
    await aws.text(
      'ecr put-image-scanning-configuration --repository-name j/api --image-scanning-configuration scanOnPush=true',
    );
    await aws.text('ecr put-image-tag-mutability --repository-name j/api --image-tag-mutability IMMUTABLE');
    expect(await aws.json('ecr describe-repositories --repository-names j/api')).toMatchObject({
      repositories: [
        { repositoryArn: arn, imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } },
      ],
    });
    await aws.text(`ecr tag-resource --resource-arn ${arn} --tags Key=c,Value=d`);
    await aws.text(`ecr untag-resource --resource-arn ${arn} --tag-keys a`);
    expect(await aws.json(`ecr list-tags-for-resource --resource-arn ${arn}`)).toEqual({
      tags: [{ Key: 'c', Value: 'd' }],
    });
    const rules = JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 10 },
          action: { type: 'expire' },
        },
      ],
    });
    expect(await aws.refused('ecr get-lifecycle-policy --repository-name j/api')).toBe(
      'LifecyclePolicyNotFoundException',
    );
    await aws.text('ecr put-lifecycle-policy --repository-name j/api --lifecycle-policy-text', rules);
    expect(
      JSON.parse(await aws.text(`ecr get-lifecycle-policy --repository-name j/api ${text} lifecyclePolicyText`)),
    ).toEqual(JSON.parse(rules));
    await aws.text('ecr delete-lifecycle-policy --repository-name j/api');
    expect(await aws.refused('ecr get-repository-policy --repository-name j/api')).toBe(
      'RepositoryPolicyNotFoundException',
    );
    const digest = server.plane.pushImage('j/api', { tags: ['v1'] });
    const findings = 'ecr describe-image-scan-findings --repository-name j/api --image-id imageTag=v1';
    expect(await aws.text(`${findings} ${text} imageScanStatus.status`)).toBe('COMPLETE');
    expect(await aws.json('ecr list-images --repository-name j/api')).toEqual({
      imageIds: [{ imageDigest: digest, imageTag: 'v1' }],
    });
    expect(await aws.json('ecr describe-images --repository-name j/api')).toMatchObject({
      imageDetails: [{ imageDigest: digest, imageTags: ['v1'] }],
    });
    expect(await aws.json('ecr batch-get-image --repository-name j/api --image-ids imageTag=none')).toMatchObject({
      images: [],
      failures: [{ failureCode: 'ImageNotFound' }],
    });
    expect(await aws.refused('ecr delete-repository --repository-name j/api')).toBe('RepositoryNotEmptyException');
    expect(await aws.json('ecr batch-delete-image --repository-name j/api --image-ids imageTag=v1')).toMatchObject({
      imageIds: [{ imageTag: 'v1' }],
      failures: [],
    });
    await aws.text('ecr delete-repository --repository-name j/api');
    expect(await aws.refused('ecr describe-repositories --repository-names j/api')).toBe('RepositoryNotFoundException');
  });

  it('elbv2, ecs and application-autoscaling', async () => {
    const main = await aws.text(
      `ec2 describe-route-tables --filters Name=vpc-id,Values=${made.vpc} ${text} RouteTables[].RouteTableId`,
    );
    await aws.text(
      `ec2 create-route --route-table-id ${main} --destination-cidr-block 0.0.0.0/0 --gateway-id ${made.gateway}`,
    );

    const balancer = `elbv2 create-load-balancer --name b --subnets ${made.subnets.join(' ')} --security-groups ${made.group} --tags Key=a,Value=b`;
    const lb = await aws.text(`${balancer} ${text} LoadBalancers[0].LoadBalancerArn`);
    await aws.text(`elbv2 wait load-balancer-available --load-balancer-arns ${lb}`);
    expect(await aws.json('elbv2 describe-load-balancers --names b')).toMatchObject({
      LoadBalancers: [
        {
          LoadBalancerArn: lb,
          Scheme: 'internet-facing',
          State: { Code: 'active' },
          Type: 'application',
          VpcId: made.vpc,
        },
      ],
    });
    await aws.text(
      `elbv2 modify-load-balancer-attributes --load-balancer-arn ${lb} --attributes Key=idle_timeout.timeout_seconds,Value=30`,
    );
    const idle = 'Attributes[?Key==`idle_timeout.timeout_seconds`].Value';
    expect(await aws.text(`elbv2 describe-load-balancer-attributes --load-balancer-arn ${lb} ${text}`, idle)).toBe(
      '30',
    );
    await aws.text(`elbv2 describe-capacity-reservation --load-balancer-arn ${lb}`);
    await aws.text(`elbv2 set-security-groups --load-balancer-arn ${lb} --security-groups ${made.group}`);
    await aws.text(`elbv2 set-subnets --load-balancer-arn ${lb} --subnets ${made.subnets.join(' ')}`);
    await aws.text(`elbv2 add-tags --resource-arns ${lb} --tags Key=c,Value=d`);
    await aws.text(`elbv2 remove-tags --resource-arns ${lb} --tag-keys a`);
    expect(await aws.json(`elbv2 describe-tags --resource-arns ${lb}`)).toEqual({
      TagDescriptions: [{ ResourceArn: lb, Tags: [{ Key: 'c', Value: 'd' }] }],
    });

    const group = `elbv2 create-target-group --name t --protocol HTTP --port 80 --target-type ip --vpc-id ${made.vpc} --health-check-path /health`;
    const tg = await aws.text(`${group} ${text} TargetGroups[0].TargetGroupArn`);
    await aws.text(`elbv2 modify-target-group --target-group-arn ${tg} --health-check-interval-seconds 10`);
    expect(await aws.json('elbv2 describe-target-groups --names t')).toMatchObject({
      TargetGroups: [
        {
          TargetGroupArn: tg,
          HealthCheckIntervalSeconds: 10,
          HealthCheckPath: '/health',
          Matcher: { HttpCode: '200' },
        },
      ],
    });
    await aws.text(
      `elbv2 modify-target-group-attributes --target-group-arn ${tg} --attributes Key=deregistration_delay.timeout_seconds,Value=0`,
    );
    const delay = 'Attributes[?Key==`deregistration_delay.timeout_seconds`].Value';
    expect(await aws.text(`elbv2 describe-target-group-attributes --target-group-arn ${tg} ${text}`, delay)).toBe('0');
    const listen = `elbv2 create-listener --load-balancer-arn ${lb} --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn=${tg}`;
    const listener = await aws.text(`${listen} ${text} Listeners[0].ListenerArn`);
    await aws.text(
      `elbv2 modify-listener --listener-arn ${listener} --default-actions Type=forward,TargetGroupArn=${tg}`,
    );
    await aws.text(
      `elbv2 modify-listener-attributes --listener-arn ${listener} --attributes Key=routing.http.response.server.enabled,Value=false`,
    );
    const shown = 'Attributes[?Key==`routing.http.response.server.enabled`].Value';
    expect(await aws.text(`elbv2 describe-listener-attributes --listener-arn ${listener} ${text}`, shown)).toBe(
      'false',
    );
    expect(await aws.json(`elbv2 describe-listeners --load-balancer-arn ${lb}`)).toMatchObject({
      Listeners: [{ ListenerArn: listener, Port: 80, DefaultActions: [{ Type: 'forward', TargetGroupArn: tg }] }],
    });
    expect(await aws.text(`elbv2 describe-rules --listener-arn ${listener} ${text} Rules[].Priority`)).toBe('default');
    await aws.text(`elbv2 register-targets --target-group-arn ${tg} --targets Id=10.0.0.200,Port=80`);
    expect(
      await aws.text(
        `elbv2 describe-target-health --target-group-arn ${tg} ${text} TargetHealthDescriptions[].Target.Id`,
      ),
    ).toBe('10.0.0.200');
    await aws.text(`elbv2 deregister-targets --target-group-arn ${tg} --targets Id=10.0.0.200,Port=80`);
    expect(await aws.refused(`elbv2 delete-target-group --target-group-arn ${tg}`)).toBe('ResourceInUse');

    await aws.text('iam create-role --role-name e --assume-role-policy-document', role);
    // As for RDS, a new account's first call only makes the service-linked role (fargatecli#35).
    expect(await aws.refused('ecs create-cluster --cluster-name k')).toBe('InvalidParameterException');
    const cluster = await aws.text(
      `ecs create-cluster --cluster-name k --tags key=a,value=b ${text} cluster.clusterArn`,
    );
    await aws.text('ecs update-cluster --cluster k --settings name=containerInsights,value=enabled');
    await aws.text('ecs update-cluster-settings --cluster k --settings name=containerInsights,value=disabled');
    await aws.text(
      'ecs put-cluster-capacity-providers --cluster k --capacity-providers FARGATE --default-capacity-provider-strategy capacityProvider=FARGATE',
    );
    await aws.text(`ecs tag-resource --resource-arn ${cluster} --tags key=c,value=d`);
    await aws.text(`ecs untag-resource --resource-arn ${cluster} --tag-keys a`);
    expect(await aws.json(`ecs list-tags-for-resource --resource-arn ${cluster}`)).toEqual({
      tags: [{ key: 'c', value: 'd' }],
    });
    expect(await aws.json('ecs describe-clusters --clusters k none --include TAGS')).toMatchObject({
      clusters: [{ clusterArn: cluster, status: 'ACTIVE', tags: [{ key: 'c', value: 'd' }] }],
      failures: [{ reason: 'MISSING' }],
    });
    expect(await aws.text(`ecs list-clusters ${text} clusterArns`)).toBe(cluster);
    const container = JSON.stringify([
      { name: 'app', image: 'nginx', essential: true, portMappings: [{ containerPort: 80 }] },
    ]);
    const register = `ecs register-task-definition --family f --cpu 256 --memory 512 --network-mode awsvpc --requires-compatibilities FARGATE --execution-role-arn arn:aws:iam::000000000000:role/e`;
    const definition = await aws.text(
      `${register} ${text} taskDefinition.taskDefinitionArn --container-definitions`,
      container,
    );
    expect(await aws.json('ecs describe-task-definition --task-definition f')).toMatchObject({
      taskDefinition: { revision: 1, status: 'ACTIVE', containerDefinitions: [{ name: 'app', image: 'nginx' }] },
    });
    expect(await aws.text(`ecs list-task-definitions ${text} taskDefinitionArns`)).toBe(definition);
    expect(await aws.text(`ecs list-task-definition-families ${text} families`)).toBe('f');
    const network = `awsvpcConfiguration={subnets=[${made.subnets.join(',')}],securityGroups=[${made.group}],assignPublicIp=ENABLED}`;
    const create =
      'ecs create-service --cluster k --service-name s --task-definition f --desired-count 1 --launch-type FARGATE ' +
      `--load-balancers targetGroupArn=${tg},containerName=app,containerPort=80 --network-configuration ${network}`;
    await aws.text(create);
    await aws.text('ecs wait services-stable --cluster k --services s');
    expect(await aws.json('ecs describe-services --cluster k --services s')).toMatchObject({
      services: [
        {
          status: 'ACTIVE',
          runningCount: 1,
          desiredCount: 1,
          deployments: [{ status: 'PRIMARY' }],
        },
      ],
    });
    expect(await aws.text(`ecs list-services --cluster k ${text} serviceArns`)).toContain('service/k/s');
    const task = await aws.text(`ecs list-tasks --cluster k --service-name s ${text} taskArns`);
    expect(await aws.json(`ecs describe-tasks --cluster k --tasks ${task}`)).toMatchObject({
      tasks: [{ lastStatus: 'RUNNING', launchType: 'FARGATE', taskDefinitionArn: definition, group: 'service:s' }],
    });
    const lone = await aws.text(
      `ecs run-task --cluster k --task-definition f --launch-type FARGATE --network-configuration ${network} ${text} tasks[0].taskArn`,
    );
    await aws.text(`ecs stop-task --cluster k --task ${lone} --reason enough`);
    await aws.text(`ecs wait tasks-stopped --cluster k --tasks ${lone}`);

    const target = '--service-namespace ecs --resource-id service/k/s --scalable-dimension ecs:service:DesiredCount';
    const scalable = await aws.text(
      `application-autoscaling register-scalable-target ${target} --min-capacity 1 --max-capacity 4 ${text} ScalableTargetARN`,
    );
    await aws.text(`application-autoscaling tag-resource --resource-arn ${scalable} --tags a=b,c=d`);
    await aws.text(`application-autoscaling untag-resource --resource-arn ${scalable} --tag-keys a`);
    expect(await aws.json(`application-autoscaling list-tags-for-resource --resource-arn ${scalable}`)).toEqual({
      Tags: { c: 'd' },
    });
    const tracking = JSON.stringify({
      TargetValue: 70,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    });
    await aws.text(
      `application-autoscaling put-scaling-policy ${target} --policy-name p --policy-type TargetTrackingScaling --target-tracking-scaling-policy-configuration`,
      tracking,
    );
    expect(await aws.json('application-autoscaling describe-scalable-targets --service-namespace ecs')).toMatchObject({
      ScalableTargets: [{ ResourceId: 'service/k/s', MinCapacity: 1, MaxCapacity: 4 }],
    });
    expect(await aws.json('application-autoscaling describe-scaling-policies --service-namespace ecs')).toMatchObject({
      ScalingPolicies: [
        { PolicyName: 'p', Alarms: [{}, {}], TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 } },
      ],
    });
    expect(
      await aws.text(
        `cloudwatch describe-alarms --alarm-name-prefix TargetTracking-service/k/s ${text} MetricAlarms[].AlarmName`,
      ),
    ).toContain('AlarmHigh');
    await aws.text('application-autoscaling describe-scaling-activities --service-namespace ecs');
    expect(await aws.json('application-autoscaling describe-scheduled-actions --service-namespace ecs')).toMatchObject({
      ScheduledActions: [],
    });
    await aws.text(`application-autoscaling delete-scaling-policy ${target} --policy-name p`);
    await aws.text(`application-autoscaling deregister-scalable-target ${target}`);
    expect(await aws.refused(`application-autoscaling deregister-scalable-target ${target}`)).toBe(
      'ObjectNotFoundException',
    );

    expect(await aws.refused('ecs delete-cluster --cluster k')).toBe('ClusterContainsServicesException');
    await aws.text('ecs update-service --cluster k --service s --desired-count 0');
    await aws.text('ecs delete-service --cluster k --service s');
    await aws.text('ecs wait services-inactive --cluster k --services s');
    await aws.text(`ecs deregister-task-definition --task-definition f:1 ${text} taskDefinition.status`);
    expect(await aws.json('ecs delete-task-definitions --task-definitions f:1')).toMatchObject({
      taskDefinitions: [{ status: 'DELETE_IN_PROGRESS' }],
    });
    await aws.text('ecs delete-cluster --cluster k');

    await aws.text(`elbv2 delete-listener --listener-arn ${listener}`);
    await aws.text(`elbv2 delete-load-balancer --load-balancer-arn ${lb}`);
    await aws.text(`elbv2 wait load-balancers-deleted --load-balancer-arns ${lb}`);
    await aws.text(`elbv2 delete-target-group --target-group-arn ${tg}`);
    expect(await aws.refused('elbv2 describe-target-groups --names t')).toBe('TargetGroupNotFound');

    expect(await aws.refused(`ec2 delete-vpc --vpc-id ${made.vpc}`)).toBe('DependencyViolation');
    await aws.text(`ec2 detach-internet-gateway --internet-gateway-id ${made.gateway} --vpc-id ${made.vpc}`);
    await aws.text(`ec2 delete-internet-gateway --internet-gateway-id ${made.gateway}`);
    await aws.text(`ec2 delete-security-group --group-id ${made.group}`);
    for (const subnet of made.subnets) await aws.text(`ec2 delete-subnet --subnet-id ${subnet}`);
    await aws.text(`ec2 delete-vpc --vpc-id ${made.vpc}`);
    expect(await aws.json('ec2 describe-vpcs')).toEqual({ Vpcs: [] });
  });

  it('has called every operation of the local cloud, and none failed within', () => {
    const called = new Set(server.calls.map((it) => `${it.service} ${it.operation}`));
    const all = allServices.flatMap((it) => Object.keys(it.operations).map((operation) => `${it.name} ${operation}`));
    expect(all.filter((it) => !called.has(it))).toEqual([]);
    expect(server.calls.filter((it) => it.fault)).toEqual([]);
  });
});
