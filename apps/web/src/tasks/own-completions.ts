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

/** Completes a task; retries use the same idempotency key. With `keepalive` the request outlives the page. */
const complete = ({ uuid, idempotencyKey }: Sent) =>
  responseData(
    tasks.PUT('/tasks/{uuid}/complete', {
      params: { path: { uuid } },
      headers: idempotencyHeader(idempotencyKey),
      keepalive: true,
    }),
  );

async function completeAndNotify({ uuid, title }: TaskToComplete): Promise<void> {
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

/** The completions requested in this tab. */
export const completions = new Completions(completeAndNotify);

window.addEventListener('pagehide', () => completions.sendAll());

/** State of the task's completion; undefined if none was requested. */
export const useCompletion = (uuid: string): Completion | undefined =>
  useSyncExternalStore(completions.subscribe, () => completions.stateOf(uuid));

/** How many completions can be undone. */
export const usePendingCount = (): number =>
  useSyncExternalStore(completions.subscribe, () => completions.pendingCount);
