import type { Config } from '../config/schema.js';

/** How often the CPU of the tasks is measured; every minute is free of charge. */
export const metricSeconds = ({ scaling }: Config): 20 | 60 => (scaling.fastMetrics ? 20 : 60);
