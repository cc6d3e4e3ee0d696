import { runMonthsCommand } from '@ates/platform';

await runMonthsCommand();
