import {
  AccountAttributeName,
  AddressAttributeName,
  AvailabilityMode,
  ConnectivityType,
  DnsRecordIpType,
  DomainType,
  HostnameType,
  IpAddressType,
  ResourceType,
  Tenancy,
  VpcAttributeName,
  VpcEndpointType,
} from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import { type Enumerated, writePath } from '../enumerations.js';

const tagged = { 'TagSpecifications.ResourceType': ResourceType };
const dns = { IpAddressType, 'DnsOptions.DnsRecordIpType': DnsRecordIpType };

/** The members of EC2's requests that hold values of an enumeration. */
export const enumerated: Enumerated = {
  AllocateAddress: { Domain: DomainType, ...tagged },
  AuthorizeSecurityGroupEgress: tagged,
  AuthorizeSecurityGroupIngress: tagged,
  CreateInternetGateway: tagged,
  CreateNatGateway: { AvailabilityMode, ConnectivityType, ...tagged },
  CreateRouteTable: tagged,
  CreateSecurityGroup: tagged,
  CreateSubnet: tagged,
  CreateVpc: { InstanceTenancy: Tenancy, ...tagged },
  CreateVpcEndpoint: { VpcEndpointType, ...dns, ...tagged },
  DescribeAccountAttributes: { AttributeNames: AccountAttributeName },
  DescribeAddressesAttribute: { Attribute: AddressAttributeName },
  DescribeVpcAttribute: { Attribute: VpcAttributeName },
  ModifySubnetAttribute: { PrivateDnsHostnameTypeOnLaunch: HostnameType },
  ModifyVpcEndpoint: dns,
};

/** Refuses a value that is none of an enumeration's, in EC2's words. */
export function refuseValue(path: string, value: string): never {
  const text =
    path === 'TagSpecifications.ResourceType'
      ? `'${value}' is not a valid taggable resource type for this operation.`
      : `Value (${value}) for parameter ${writePath(path)} is invalid.`;
  return refuse('InvalidParameterValue', text);
}
