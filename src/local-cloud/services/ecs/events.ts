import { randomUUID } from 'node:crypto';
import type { World } from '../../world.js';
import type { Service, Task } from './store.js';

/** How many events ECS keeps for a service. */
const KEPT = 100;

/** Adds an event to a service; ECS begins each with the service's name. */
export function tell(world: World, service: Service, message: string): void {
  service.events.unshift({ id: randomUUID(), at: world.now(), message: `(service ${service.name}) ${message}` });
  service.events.length = Math.min(service.events.length, KEPT);
}

/** Tasks as events list them. */
export const named = (tasks: readonly Task[]): string => tasks.map(({ id }) => `(task ${id})`).join(' ');
