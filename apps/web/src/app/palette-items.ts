import { useMantineColorScheme } from '@mantine/core';
import IconKeyboard from '@tabler/icons-react/icons/IconKeyboard';
import IconArrowsShuffle from '@tabler/icons-react/icons/IconArrowsShuffle';
import IconLanguage from '@tabler/icons-react/icons/IconLanguage';
import IconLogout from '@tabler/icons-react/icons/IconLogout';
import IconPlus from '@tabler/icons-react/icons/IconPlus';
import IconSun from '@tabler/icons-react/icons/IconSun';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, languageNames, languages } from '../i18n/i18n.js';
import { managementRoles } from '../session/roles.js';
import { session } from '../session/session.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import type { FrameDialog } from './frame-dialog.js';
import { menuOf, type MenuEntry } from './navigation.js';

/** Something the palette can open or do. */
export interface PaletteItem {
  id: string;
  label: string;
  /** Shown after the label. */
  detail?: string;
  icon: MenuEntry['icon'];
  run: () => void;
}

const colors = ['light', 'dark', 'auto'] as const;

/** Whether a label contains every word of the text. */
export const matches = (label: string, text: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => label.toLowerCase().includes(word));

/** The pages this person may see, and the actions they may take. `openDialog` opens a dialog of the frame. */
export function usePagesAndActions(openDialog: (dialog: FrameDialog) => void) {
  const { t, i18n } = useTranslation(['palette', 'common']);
  const person = useSignedIn();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const pages = menuOf(person).flatMap(({ labelKey: groupKey, entries }) =>
    entries.map(({ path, labelKey, icon }): PaletteItem => ({
      id: path,
      label: t(`common:${labelKey}`),
      detail: t(`common:${groupKey}`),
      icon,
      run: () => void navigate({ to: path }),
    })),
  );
  const dialog = (id: FrameDialog, label: string, icon: PaletteItem['icon']): PaletteItem => ({
    id,
    label,
    icon,
    run: () => openDialog(id),
  });
  const actions: PaletteItem[] = [
    dialog('new-task', t('createTask'), IconPlus),
    ...(hasRole(person, managementRoles)
      ? [dialog('reassign-all', t('reassignAllTasks'), IconArrowsShuffle)]
      : []),
    dialog('keys', t('common:keys'), IconKeyboard),
    ...colors
      .filter((color) => color !== colorScheme)
      .map((color): PaletteItem => ({
        id: color,
        label: t('useColors', { colors: t(`common:${color}`) }),
        icon: IconSun,
        run: () => setColorScheme(color),
      })),
    ...languages
      .filter((language) => language !== i18n.language)
      .map((language): PaletteItem => ({
        id: language,
        label: t('useLanguage', { language: languageNames[language] }),
        icon: IconLanguage,
        run: () => void chooseLanguage(language),
      })),
    { id: 'sign-out', label: t('common:signOut'), icon: IconLogout, run: () => void session.signOut() },
  ];
  return { pages, actions };
}
