// npm run auth:rotate-keys [-- --overlap-seconds 600]
import { parseArgs } from 'node:util';
import { Database } from '@ates/platform';
import { rotateKeys, shortestOverlapSeconds } from '../keys/rotate-keys.js';
import { runCommand, UsageError } from './command.js';

const { values } = parseArgs({ options: { 'overlap-seconds': { type: 'string', default: '600' } } });

await runCommand([], async (context) => {
  const overlapSeconds = Number(values['overlap-seconds']);
  if (!Number.isInteger(overlapSeconds) || overlapSeconds < shortestOverlapSeconds) {
    throw new UsageError(`--overlap-seconds must be a whole number of at least ${shortestOverlapSeconds}.`);
  }
  const kid = await rotateKeys(context.get(Database), overlapSeconds);
  console.log(
    `Key ${kid} is published now and signs tokens in ${overlapSeconds} seconds. ` +
      'The previous key stays published until its last token has expired.',
  );
});
