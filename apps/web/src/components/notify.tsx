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

/** Notifies the user of a problem until they close the notification. `title` names the action that failed. */
export async function notifyProblem(error: unknown, title?: string): Promise<void> {
  const { notifications } = await loadNotifications();
  const titleKey = problemTitleKey(error);
  notifications.show({
    color: 'red',
    title: title ?? i18next.t(titleKey),
    message: titleKey === 'noAnswerTitle' ? i18next.t('noAnswerDetail') : problemText(error, i18next),
    autoClose: false,
    role: 'alert',
    closeButtonProps: closeButton(),
  });
}
