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

  it('show how the day of a performer stands', () => keep('polly@ates.local', 'today', '/today'));

  it('show the task list', () => keep('polly@ates.local', 'tasks', '/tasks?whose=all&status=all'));

  it('show the account of the person with the highest balance', async () => {
    await completeAllTasks(web.system);
    const [wealthiest] = await web.system.databases.finance.query<{ email: string }>(
      `select email from account join cached_user on cached_user.id = user_id order by balance desc limit 1`,
    );
    await keep(wealthiest?.email ?? '', 'money', '/money');
  });
});
