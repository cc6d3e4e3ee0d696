import { MutationObserver } from '@tanstack/react-query';
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import { responseData, idempotencyHeader, tasks } from '../api/clients.js';
import { queryClient } from '../data/queries.js';
import { notifyDone, notifyProblem } from '../components/notify.js';
import { Completions, type Completion, type TaskToComplete } from './completions.js';
import { moneyKey, tasksKey } from './task-queries.js';

interface Sent {
  uuid: string;
  idempotencyKey: string;
}

/** Completes a task; again under the same key while there is no answer. It outlives the page that it is sent from. */
const complete = ({ uuid, idempotencyKey }: Sent) =>
  responseData(
    tasks.PUT('/tasks/{uuid}/complete', {
      params: { path: { uuid } },
      headers: idempotencyHeader(idempotencyKey),
      keepalive: true,
    }),
  );

async function completeAndTell({ uuid, title }: TaskToComplete): Promise<void> {
  const completing = new MutationObserver(queryClient, {
    mutationFn: complete,
    onSettled: () =>
      Promise.all([tasksKey, moneyKey].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
  try {
    await completing.mutate({ uuid, idempotencyKey: crypto.randomUUID() });
    await notifyDone(i18next.t('tasks:completedNotice', { title }));
  } catch (error) {
    await notifyProblem(error, i18next.t('tasks:notCompletedTitle', { title }));
  }
}

/** The completions that were asked for in this tab. */
export const completions = new Completions(completeAndTell);

window.addEventListener('pagehide', () => completions.sendAll());

/** What is becoming of a completion of that task, if one was asked for. */
export const useCompletion = (uuid: string): Completion | undefined =>
  useSyncExternalStore(completions.subscribe, () => completions.of(uuid));

/** How many completions can be taken back. */
export const useWaitingCount = (): number =>
  useSyncExternalStore(completions.subscribe, () => completions.waitingCount);
