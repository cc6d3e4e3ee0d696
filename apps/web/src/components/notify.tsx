import i18next from 'i18next';
import type { ReactNode } from 'react';
import { titleOf, problemText } from './problem-texts.js';

// Not part of what the first page loads.
const loadNotifications = () => import('./notifications.js');

const closeButton = () => ({ 'aria-label': i18next.t('close') });

/** Says in a corner that something was done. */
export async function notifyDone(message: ReactNode): Promise<void> {
  const { notifications } = await loadNotifications();
  notifications.show({ color: 'teal', message, autoClose: 4000, closeButtonProps: closeButton() });
}

/** Says in a corner what went wrong, and keeps saying so until it is closed. `title` says with what. */
export async function notifyProblem(error: unknown, title?: string): Promise<void> {
  const { notifications } = await loadNotifications();
  const titleKey = titleOf(error);
  notifications.show({
    color: 'red',
    title: title ?? i18next.t(titleKey),
    message: titleKey === 'noAnswerTitle' ? i18next.t('noAnswerDetail') : problemText(error, i18next),
    autoClose: false,
    role: 'alert',
    closeButtonProps: closeButton(),
  });
}
