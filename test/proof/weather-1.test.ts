import { liveThrough } from '../support/many-stories.js';

liveThrough(0, 2);
