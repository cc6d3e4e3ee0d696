import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { completeAllTasks } from './support/simulated-day.js';
import { screenshots } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const mostBytes = 200_000;

/** Where the README's screenshots go. The committed ones are replaced only on request. */
const folder =
  process.env['ATES_README_PICTURES'] === 'write'
    ? path.resolve(import.meta.dirname, '../../docs/images')
    : screenshots;

describe('The screenshots of the README', () => {
  let web: WebSystem;

  beforeAll(async () => {
    ({ web } = await WebSystem.sharedDay());
    mkdirSync(folder, { recursive: true });
  });

  afterEach(async () => expect(await web.closeBrowsers()).toEqual([]));

  const keep = async (email: string, name: string, address: string): Promise<void> => {
    const performer = await web.signedInVisitor(email, { viewport: { width: 1200, height: 720 } });
    await performer.open(address);
    await performer.waitUntilLoaded();
    const file = path.join(folder, `${name}.png`);
    await performer.page.screenshot({ path: file, animations: 'disabled' });
    expect(statSync(file).size).toBeLessThan(mostBytes);
  };

  /** Creates each task again until it was assigned to this person. */
  const giveOpenTasks = async (email: string, descriptions: string[]): Promise<void> => {
    const manager = await web.system.as('manager@ates.local', 'tasks');
    const [person] = await web.system.databases.tasks.query<{ id: string }>(
      `select id from cached_user where email = $1`,
      [email],
    );
    for (const description of descriptions) {
      let performer: string | undefined;
      while (performer !== person?.id) {
        const { body } = await manager.post<{ assigned_to: { uuid: string } }>('/tasks', { description });
        performer = body.assigned_to.uuid;
      }
    }
  };

  it('show how the day of a performer stands', async () => {
    await giveOpenTasks('polly@ates.local', [
      '[POPUG-7] - Polish the mirror',
      'Fill the millet bowl',
      '[POPUG-9] - Ring the bell at noon',
      'Water the ficus',
    ]);
    await keep('polly@ates.local', 'today', '/today');
  });

  it('show the task list', () => keep('polly@ates.local', 'tasks', '/tasks?whose=all&status=all'));

  it('show the account of the person with the highest balance', async () => {
    await completeAllTasks(web.system);
    const [wealthiest] = await web.system.databases.finance.query<{ email: string }>(
      `select email from account join cached_user on cached_user.id = user_id order by balance desc limit 1`,
    );
    await keep(wealthiest?.email ?? '', 'money', '/money');
  });
});
