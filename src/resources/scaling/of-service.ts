/** What every call of Application Auto Scaling about the number of tasks of an ECS service carries. */
export const ofService = <M extends object>(ResourceId: string, more?: M) => ({
  ServiceNamespace: 'ecs' as const,
  ScalableDimension: 'ecs:service:DesiredCount' as const,
  ResourceId,
  ...(more as M),
});
