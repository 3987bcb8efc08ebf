import type { Words } from '../words.js';

/** What the `local` commands say. */
export const local: Words['local'] = {
  runs: ({ endpoint, region, pid, since }) =>
    `The local cloud runs at ${endpoint} (${region}, process ${pid}, since ${since}).`,
  folder: (path) => `Folder: ${path}`,
  log: (path) => `Log: ${path}`,
  weather: (name) =>
    name === 'instant'
      ? 'Weather: instant (nothing takes time)'
      : 'Weather: realistic (states take their time and answers come late, as on AWS)',
  database: ({ id, software, address, port }) => `Database ${id}: ${software}, ${address}:${port}`,
  task: ({ id, pid, address, port }) => `Task ${id}: process ${pid}, http://${address}:${port}`,
  hint: 'To use it: eval "$(meibo-infra local env)"',
  absent: 'The local cloud is not running. Start it with: meibo-infra local start',
  silent: (pid) =>
    `The local cloud (process ${pid}) runs, but does not answer. To end it and keep its data: meibo-infra local stop`,
  killed: (pid) =>
    `The local cloud (process ${pid}) was ended from outside; tasks and databases of it may still run. To go on: meibo-infra local start. To end them: meibo-infra local stop`,
  stopped: 'The local cloud is stopped. Its world is kept; "meibo-infra local start" goes on with it.',
};
