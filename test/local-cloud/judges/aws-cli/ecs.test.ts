import { expect, it } from 'vitest';
import { makeNetwork, makeTargets } from './network.js';
import { documents, judge, openStage, text } from './stage.js';

const stage = await openStage('ec2', 'iam', 'logs', 'elbv2', 'ecs', 'application-autoscaling', 'cloudwatch');
const { aws } = stage;
const { role } = documents;
const made = await makeNetwork(stage.endpoint);
const targets = await makeTargets(stage.endpoint, made);

judge(stage, ['ecs', 'application-autoscaling'], () => {
  it('a service of tasks', async () => {
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
      `--load-balancers targetGroupArn=${targets},containerName=app,containerPort=80 --network-configuration ${network}`;
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
  });

  it('its scaling', async () => {
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
  });

  it('the end of it', async () => {
    expect(await aws.refused('ecs delete-cluster --cluster k')).toBe('ClusterContainsServicesException');
    await aws.text('ecs update-service --cluster k --service s --desired-count 0');
    await aws.text('ecs delete-service --cluster k --service s');
    await aws.text('ecs wait services-inactive --cluster k --services s');
    await aws.text(`ecs deregister-task-definition --task-definition f:1 ${text} taskDefinition.status`);
    expect(await aws.json('ecs delete-task-definitions --task-definitions f:1')).toMatchObject({
      taskDefinitions: [{ status: 'DELETE_IN_PROGRESS' }],
    });
    await aws.text('ecs delete-cluster --cluster k');
  });
});
