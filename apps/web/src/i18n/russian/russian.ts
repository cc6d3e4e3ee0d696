import type { Texts } from '../vocabulary.js';
import { analytics } from './analytics.js';
import { books } from './books.js';
import { common } from './common.js';
import { fieldErrors } from './field-errors.js';
import { money } from './money.js';
import { notifications } from './notifications.js';
import { palette } from './palette.js';
import { people } from './people.js';
import { problems } from './problems.js';
import { security } from './security.js';
import { tasks } from './tasks.js';
import { today } from './today.js';

export const russian: Texts = {
  common,
  today,
  tasks,
  money,
  books,
  analytics,
  palette,
  people,
  security,
  notifications,
  problems,
  fieldErrors,
};
