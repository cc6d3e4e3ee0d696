import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { completeEverything } from './support/played-day.js';
import { pictures } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const mostBytes = 200_000;

/** Where the README's pictures are; they are taken anew only when that is asked for. */
const folder =
  process.env['ATES_README_PICTURES'] === 'write'
    ? path.resolve(import.meta.dirname, '../../docs/images')
    : pictures;

describe('The pictures of the README', () => {
  let web: WebSystem;

  beforeAll(async () => {
    ({ web } = await WebSystem.sharedDay());
    mkdirSync(folder, { recursive: true });
  });

  afterEach(async () => expect(await web.everybodyLeaves()).toEqual([]));

  const keep = async (email: string, name: string, address: string): Promise<void> => {
    const performer = await web.visitor(email, { viewport: { width: 1200, height: 720 } });
    await performer.open(address);
    await performer.isLoaded();
    const file = path.join(folder, `${name}.png`);
    await performer.page.screenshot({ path: file, animations: 'disabled' });
    expect(statSync(file).size).toBeLessThan(mostBytes);
  };

  it('show tasks', () => keep('polly@ates.local', 'tasks', '/tasks?whose=all&status=all'));

  it('show money of somebody in the black', async () => {
    await completeEverything(web.system);
    const [wealthiest] = await web.system.databases.finance.query<{ email: string }>(
      `select email from account join cached_user on cached_user.id = user_id order by balance desc limit 1`,
    );
    await keep(wealthiest?.email ?? '', 'money', '/money');
  });
});
