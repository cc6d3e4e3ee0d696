import { MailServer } from '../../../test/support/mail-server.js';
import { ServiceProcess } from '../../../test/support/system.js';
import { until } from '../../../test/support/until.js';
import { freePort } from '../../../tools/processes/ports.mjs';
import { Digests } from './support/digests.js';
import { TasksService } from './support/tasks-service.js';

const day = '2026-02-01';

describe('The daily digest by mail, from a process that fails', () => {
  let mailServer: MailServer;
  let tasks: TasksService;
  let digests: Digests;
  let victim: ServiceProcess;

  beforeEach(async () => {
    mailServer = await MailServer.start();
    tasks = await TasksService.start({ SMTP_URL: mailServer.url, MAIL_FROM: 'notes@ates.example' });
    digests = new Digests(tasks);
    await digests.subscriber();
    // Until it is started again, the process does everything.
    await tasks.close();
    victim = new ServiceProcess('tasks', await freePort(), { ...tasks.environment, HOST: '127.0.0.1' });
    await victim.start();
  });

  afterEach(async () => {
    await victim.kill();
    await tasks.peers.stop();
    await tasks.database.drop();
    await mailServer.stop();
  });

  const untilContentIsAwaited = () => tasks.untilWaitingForLock('%select notification.id, %');

  it('is sent once, after the process was killed between claiming and sending it', async () => {
    await tasks.during(`lock table task_price in access exclusive mode`, [], async () => {
      tasks.closeDay(day);
      await untilContentIsAwaited();
      await victim.kill();
    });
    expect(await digests.stored()).toMatchObject([{ state: 'pending', attempts: 1 }]);
    expect(mailServer.received).toEqual([]);
    await digests.loseAttempts();
    await victim.start();
    await digests.are('sent');
    expect(mailServer.received).toHaveLength(1);
  });

  it('is sent once more with the same Message-ID, after the process was killed before it recorded the first', async () => {
    const isKilled = new Promise<void>((resolve) => {
      mailServer.onMail = async () => {
        await victim.kill();
        resolve();
        return undefined;
      };
    });
    tasks.closeDay(day);
    await isKilled;
    expect(await digests.stored()).toMatchObject([{ state: 'pending', attempts: 1 }]);
    mailServer.onMail = () => undefined;
    await digests.loseAttempts();
    await victim.start();
    await digests.are('sent');
    expect(mailServer.received).toHaveLength(2);
    expect(new Set(mailServer.messageIds).size).toBe(1);
    expect(await digests.stored()).toMatchObject([{ attempts: 2 }]);
  });

  it('is sent once, by the instance that took over the lease from a frozen one', async () => {
    await tasks.during(`lock table task_price in access exclusive mode`, [], async () => {
      tasks.closeDay(day);
      await untilContentIsAwaited();
      victim.freeze();
    });
    const other = await tasks.startAnotherApp();
    await digests.loseAttempts();
    await digests.are('sent');
    victim.thaw();
    await until('the first instance notices that it lost the lease', () =>
      victim.recentOutput().includes('stood still'),
    );
    await victim.stop();
    await other.close();
    expect(mailServer.received).toHaveLength(1);
    expect(await digests.stored()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });
});
