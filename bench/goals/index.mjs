// @ts-check
import { p1 } from './p1-events.mjs';
import { p11 } from './p11-service-tokens.mjs';
import { p12 } from './p12-whole-day.mjs';
import { p2 } from './p2-feed.mjs';
import { p3 } from './p3-latency.mjs';
import { p4 } from './p4-reassign.mjs';
import { p5 } from './p5-close-day.mjs';
import { p6 } from './p6-read.mjs';
import { p7 } from './p7-list-create-complete.mjs';
import { p8 } from './p8-growth.mjs';
import { p9 } from './p9-memory.mjs';

/** All goals, in the order in which they are measured. */
export const goals = [p1, p2, p3, p4, p5, p6, p7, p8, p9, p11, p12];
