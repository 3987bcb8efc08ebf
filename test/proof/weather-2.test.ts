import { liveThrough } from '../support/many-stories.js';

liveThrough(1, 2);
