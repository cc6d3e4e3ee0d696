import { Kbd, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../components/use-keys.js';
import { completions, usePendingCount } from '../tasks/own-completions.js';
import classes from './frame.module.css';

/** Offers to undo the requested completions on every page, for as long as they have not been sent. */
export function UndoBar() {
  const { t } = useTranslation();
  const count = usePendingCount();
  const undo = () => completions.undoAll();
  useKeys(count > 0 ? { z: undo } : {}, window);
  return (
    <div className={classes.undo} role="status">
      {count > 0 && (
        <div className={classes.undoBar}>
          <span>{t('completing', { count })}</span>
          <UnstyledButton className={classes.undoButton} aria-keyshortcuts="z" onClick={undo}>
            {t('undoAll')}
            <Kbd size="xs" aria-hidden visibleFrom="sm">
              Z
            </Kbd>
          </UnstyledButton>
        </div>
      )}
    </div>
  );
}
