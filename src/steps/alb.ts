import { type Ensure, step } from '../model/step.js';
import { allOf } from '../model/together.js';
import { listener } from '../resources/elbv2/listener.js';
import { loadBalancer } from '../resources/elbv2/load-balancer.js';
import { targetGroup } from '../resources/elbv2/target-group.js';
import { serviceLinkedRole } from '../resources/iam/service-linked-role.js';

async function makeLoadBalancer(ensure: Ensure, subnetIds: string[], securityGroupId: string) {
  // The first load balancer of a fresh account fails without it.
  await ensure(serviceLinkedRole, 'load-balancing-service-role', { service: 'elasticloadbalancing.amazonaws.com' });
  return ensure(loadBalancer, 'alb', { subnetIds, securityGroupIds: [securityGroupId] });
}

/** The address of a listener; the local cloud's host names carry their real port already. */
export function urlOf(dnsName: string, port: number): string {
  return port === 80 || /:\d+$/.test(dnsName) ? `http://${dnsName}` : `http://${dnsName}:${port}`;
}

/** The way in: load balancer, target group and the listener between them. */
export const alb = step({
  name: 'alb',
  needs: { network: 'made' },
  async ensure({ config: { loadBalancer: wish }, inputs: { network }, ensure }) {
    const [balancer, { id: targetGroupArn }] = await allOf(
      makeLoadBalancer(ensure, network.publicSubnetIds, network.securityGroupIds.alb),
      ensure(targetGroup, 'targets', {
        vpcId: network.vpcId,
        ...wish.healthCheck,
        deregistrationDelaySeconds: wish.deregistrationDelaySeconds,
      }),
    );
    const { id: listenerArn } = await ensure(listener, `listener-${wish.port}`, {
      loadBalancerArn: balancer.id,
      port: wish.port,
      targetGroupArn,
    });
    return { url: urlOf(balancer.dnsName, wish.port), targetGroupArn, listenerArn };
  },
});
