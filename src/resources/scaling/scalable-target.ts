import {
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { ofService } from './of-service.js';

export interface ScalableTargetProps {
  /** By name. */
  readonly cluster: string;
  readonly service: string;
  readonly min: number;
  readonly max: number;
}

export interface ScalableTargetLive extends Live {
  readonly min?: number;
  readonly max?: number;
}

const idOf = ({ cluster, service }: ScalableTargetProps) => `service/${cluster}/${service}`;

const registration = (props: ScalableTargetProps) =>
  ofService(idOf(props), { MinCapacity: props.min, MaxCapacity: props.max });

/** Between how many and how many tasks a service may be scaled. Its id is its service's; AWS takes it away with the service. */
export const scalableTarget: Resource<ScalableTargetProps, ScalableTargetLive> = {
  type: 'scaling:scalable-target',
  async find(aws, { id, props }) {
    const { ServiceNamespace, ResourceId, ScalableDimension } = ofService(id ?? idOf(props));
    const { ScalableTargets } = await aws.scaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace, ScalableDimension, ResourceIds: [ResourceId] }),
    );
    const it = ScalableTargets?.[0];
    return it && { id: ResourceId, min: it.MinCapacity, max: it.MaxCapacity };
  },
  async create(aws, props, { tags }) {
    await aws.scaling.send(new RegisterScalableTargetCommand({ ...registration(props), Tags: { ...tags } }));
    return idOf(props);
  },
  phase: () => 'ready',
  drift: (live, props) => differences(live, props, ['min', 'max']),
  // Without tags: AWS refuses them for one that is there.
  async sync(aws, _live, props) {
    await aws.scaling.send(new RegisterScalableTargetCommand(registration(props)));
  },
  async remove(aws, { id }) {
    await unlessMissing(aws.scaling.send(new DeregisterScalableTargetCommand(ofService(id))));
  },
};
