import i18next from 'i18next';
import type { ReactNode } from 'react';
import { problemTitleKey, problemText } from './problem-texts.js';

// Loaded on demand to keep the first page small.
const loadNotifications = () => import('./notifications.js');

const closeButton = () => ({ 'aria-label': i18next.t('close') });

/** Notifies the user that an action succeeded. */
export async function notifyDone(message: ReactNode): Promise<void> {
  const { notifications } = await loadNotifications();
  notifications.show({ color: 'teal', message, autoClose: 4000, closeButtonProps: closeButton() });
}

/** Tells the user whom a task was drawn for; it stays a little longer, for the draw itself. */
export async function notifyDraw(message: ReactNode): Promise<void> {
  const { notifications } = await loadNotifications();
  notifications.show({ color: 'teal', message, autoClose: 10_000, closeButtonProps: closeButton() });
}

const shownNews = new Set<string>();

interface News {
  title?: ReactNode;
  message: ReactNode;
}

/** Shows a card with something that has just happened to the user. */
export async function notifyNews({ title, message }: News): Promise<void> {
  const { notifications } = await loadNotifications();
  const id = crypto.randomUUID();
  shownNews.add(id);
  notifications.show({
    id,
    color: 'teal',
    title,
    message,
    autoClose: 12_000,
    closeButtonProps: closeButton(),
    onClose: () => shownNews.delete(id),
  });
}

/** Removes the cards of `notifyNews`, once the user has turned to what they are about. */
export async function hideNews(): Promise<void> {
  const { notifications } = await loadNotifications();
  for (const id of shownNews) {
    notifications.hide(id);
  }
}

/** Notifies the user of a problem until they close the notification. `title` names the action that failed. */
export async function notifyProblem(error: unknown, title?: string): Promise<void> {
  const { notifications } = await loadNotifications();
  const titleKey = problemTitleKey(error);
  notifications.show({
    color: 'red',
    title: title ?? i18next.t(titleKey),
    message: problemText(error, i18next),
    autoClose: false,
    role: 'alert',
    closeButtonProps: closeButton(),
  });
}
