import {
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  type Filter,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';

/** Its state in small letters: the documents write a capital, the answers do not. */
export const stateOf = (it: VpcEndpoint) => it.State?.toLowerCase();

/** The name of the filter for one id. */
export const byId = 'vpc-endpoint-id';

/** Those that fit the filters; one that is deleted is as good as gone. */
export const show = (aws: Aws) => async (Filters: Filter[]) => {
  // Imitations of AWS know the parameter, not the filter.
  const VpcEndpointIds = Filters.find((it) => it.Name === byId)?.Values;
  const input = VpcEndpointIds ? { VpcEndpointIds } : { Filters };
  const answer = await unlessMissing(aws.ec2.send(new DescribeVpcEndpointsCommand(input)));
  return answer?.VpcEndpoints?.filter((it) => stateOf(it) !== 'deleted');
};

/** Deletes one; AWS answers 200 also when it refuses, and tells so in a list: that becomes an error here. */
export async function deleteEndpoint(aws: Aws, id: string): Promise<void> {
  const { Unsuccessful } = await aws.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  const error = Unsuccessful?.[0]?.Error;
  if (error) throw Object.assign(new Error(error.Message), { name: error.Code });
}
