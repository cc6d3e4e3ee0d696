import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { createLink } from '@tanstack/react-router';
import { lazy, type ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { LazyDialog } from '../components/lazy-dialog.js';
import { performs, useSignedIn } from '../session/use-session.js';
import { choiceOf } from './task-choice.js';
import { defaultViews, searchOf, useSavedViews } from './saved-views.js';
import classes from './tasks.module.css';
import type { TasksSearch } from './tasks-search.js';

const ViewDialog = lazy(async () => ({ default: (await import('./view-dialog.js')).ViewDialog }));

interface ViewAnchorProps extends ComponentProps<'a'> {
  isCurrent: boolean;
}

/** The router calls a link current whose search is a part of the current one; a view is current only as a whole. */
const ViewLink = createLink(({ isCurrent, ...props }: ViewAnchorProps) => (
  <a {...props} className={classes.view} aria-current={isCurrent ? 'page' : undefined} />
));

/** Views of the task list: those that everyone has, the person's own, and a button to save or edit one. */
export function ViewBar({ search }: { search: TasksSearch }) {
  const { t } = useTranslation('tasks');
  const person = useSignedIn();
  const { views, store } = useSavedViews(person.id);
  const [isOpen, dialog] = useDisclosure();
  const isPerforming = performs(person);
  const keyOf = (one: TasksSearch) => JSON.stringify(choiceOf(one, isPerforming));
  const shown = [
    ...defaultViews
      .filter(({ name }) => name !== 'mine' || isPerforming)
      .map((view) => ({ name: t(`view_${view.name}`), search: view.search as TasksSearch })),
    ...views,
  ];
  const current = shown.findLast((view) => keyOf(view.search) === keyOf(search));
  const saved = views.find((view) => view === current);
  return (
    <nav aria-label={t('views')}>
      <ul className={classes.views}>
        {shown.map((view) => (
          <li key={`${view.name} ${keyOf(view.search)}`}>
            <ViewLink to="/tasks" search={view.search} isCurrent={view === current} title={view.name}>
              {view.name}
            </ViewLink>
          </li>
        ))}
        {(saved ?? !current) && (
          <li>
            <Button size="compact-sm" variant="subtle" onClick={dialog.open}>
              {t(saved ? 'editView' : 'saveView')}
            </Button>
          </li>
        )}
      </ul>
      <LazyDialog isOpen={isOpen}>
        <ViewDialog
          isOpen={isOpen}
          onClose={dialog.close}
          views={views}
          edited={saved}
          search={searchOf(search)}
          onStore={store}
        />
      </LazyDialog>
    </nav>
  );
}
