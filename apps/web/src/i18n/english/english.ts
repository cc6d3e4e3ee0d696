import { analytics } from './analytics.js';
import { books } from './books.js';
import { common } from './common.js';
import { money } from './money.js';
import { people } from './people.js';
import { security } from './security.js';
import { tasks } from './tasks.js';

/** All words, by the part of the product that they are of: what other languages are measured by. */
export const english = { common, tasks, money, books, analytics, people, security } as const;
