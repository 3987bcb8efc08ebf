import { expect, it } from 'vitest';
import { judge, openStage, text } from './stage.js';

const stage = await openStage('ec2');
const { aws } = stage;

judge(stage, ['ec2'], () => {
  /** What later stories build on; vitest runs the stories in their order. */
  const made = { vpc: '', subnets: [] as string[], group: '', gateway: '' };

  it('a network', async () => {
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

  it('gateways and routes', async () => {
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

  it('security groups', async () => {
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

  it('takes it down', async () => {
    const main = await aws.text(
      `ec2 describe-route-tables --filters Name=vpc-id,Values=${made.vpc} ${text} RouteTables[].RouteTableId`,
    );
    await aws.text(
      `ec2 create-route --route-table-id ${main} --destination-cidr-block 0.0.0.0/0 --gateway-id ${made.gateway}`,
    );
    expect(await aws.refused(`ec2 delete-vpc --vpc-id ${made.vpc}`)).toBe('DependencyViolation');
    await aws.text(`ec2 detach-internet-gateway --internet-gateway-id ${made.gateway} --vpc-id ${made.vpc}`);
    await aws.text(`ec2 delete-internet-gateway --internet-gateway-id ${made.gateway}`);
    await aws.text(`ec2 delete-security-group --group-id ${made.group}`);
    for (const subnet of made.subnets) await aws.text(`ec2 delete-subnet --subnet-id ${subnet}`);
    await aws.text(`ec2 delete-vpc --vpc-id ${made.vpc}`);
    expect(await aws.json('ec2 describe-vpcs')).toEqual({ Vpcs: [] });
  });
});
