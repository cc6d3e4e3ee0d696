import { Kbd, UnstyledButton } from '@mantine/core';
import IconSearch from '@tabler/icons-react/icons/IconSearch';
import { useTranslation } from 'react-i18next';
import classes from './frame.module.css';

/** Whether this computer uses Command where others use Ctrl. */
const isApple = /^(Mac|iP)/.test(navigator.platform);

/** The shortcut of the command palette, as the user's keyboard names its keys. */
export const paletteKeys = isApple ? '⌘ K' : 'Ctrl K';

/** Whether the pressed key opens or closes the command palette, in any keyboard layout. */
export const isPaletteShortcut = (event: KeyboardEvent, character: string): boolean =>
  (isApple ? event.metaKey : event.ctrlKey) &&
  !event.altKey &&
  !event.shiftKey &&
  character.toLowerCase() === 'k';

/** Opens the command palette. */
export function SearchButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <UnstyledButton
      className={classes.search}
      aria-haspopup="dialog"
      aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
      onClick={onClick}
    >
      <IconSearch size={16} aria-hidden />
      <span className={classes.searchLabel}>{t('searchEverything')}</span>
      <Kbd size="xs" className={classes.searchKeys} aria-hidden>
        {paletteKeys}
      </Kbd>
    </UnstyledButton>
  );
}
