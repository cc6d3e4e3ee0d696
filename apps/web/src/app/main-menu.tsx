import { Link, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { booksRoles } from '../session/roles.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { UnreadBadge } from '../notifications/unread-count.js';
import classes from './frame.module.css';
import { menuEntryOf, menuOf, type MenuEntry } from './navigation.js';

const OperationsBadge = lazy(async () => ({
  default: (await import('./operations-badge.js')).OperationsBadge,
}));

const iconSize = 18;

/** The pages this person may see, in groups. */
export function MainMenu({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const person = useSignedIn();
  const id = useId();
  const current = menuEntryOf(useRouterState({ select: ({ location }) => location.pathname }));
  return menuOf(person).map(({ labelKey, entries }) => (
    <div key={labelKey} className={classes.group}>
      <div id={`${id}-${labelKey}`} className={classes.groupLabel}>
        {t(labelKey)}
      </div>
      <ul aria-labelledby={`${id}-${labelKey}`} className={classes.entries}>
        {entries.map((entry) => (
          <Entry key={entry.path} entry={entry} isCurrent={entry === current} onNavigate={onNavigate} />
        ))}
      </ul>
    </div>
  ));
}

interface EntryProps {
  entry: MenuEntry;
  isCurrent: boolean;
  onNavigate: () => void;
}

function Entry({ entry: { path, labelKey, icon: Icon }, isCurrent, onNavigate }: EntryProps) {
  const { t } = useTranslation();
  const badgeId = useId();
  const hasBadge = path === '/operations' && hasRole(useSignedIn(), booksRoles);
  return (
    <li className={classes.entry}>
      <Link
        to={path}
        className={classes.link}
        data-current={isCurrent || undefined}
        aria-describedby={hasBadge ? badgeId : undefined}
        onClick={onNavigate}
      >
        <Icon size={iconSize} stroke={1.6} aria-hidden />
        <span className={classes.label}>{t(labelKey)}</span>
        {path === '/tasks' && <UnreadBadge />}
      </Link>
      {hasBadge && (
        <span id={badgeId}>
          <Suspense fallback={null}>
            <OperationsBadge />
          </Suspense>
        </span>
      )}
    </li>
  );
}
