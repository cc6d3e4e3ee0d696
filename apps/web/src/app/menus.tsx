import { ActionIcon, Kbd, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { initialsOf } from '../components/initials.js';
import { session } from '../session/session.js';
import { useSignedIn } from '../session/use-session.js';
import { chooseLanguage, languageNames, languages } from '../i18n/i18n.js';
import classes from './frame.module.css';
import { LiveBadge } from './live-badge.js';

interface MenusProps {
  /** Opens the list of keys. */
  onShowKeys: () => void;
}

/** The right side of the header: live updates, language, and the signed-in user's account. */
export function Menus({ onShowKeys }: MenusProps) {
  return (
    <>
      <LiveBadge />
      <LanguageMenu />
      <PersonMenu onShowKeys={onShowKeys} />
    </>
  );
}

function LanguageMenu() {
  const { t, i18n } = useTranslation();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('language')}>
          <Text size="xs" fw={700}>
            {i18n.language === 'ru' ? 'RU' : 'EN'}
          </Text>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            aria-current={language === i18n.language}
            fw={language === i18n.language ? 700 : 400}
            onClick={() => void chooseLanguage(language)}
          >
            {languageNames[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const colors = ['light', 'dark', 'auto'] as const;

function PersonMenu({ onShowKeys }: MenusProps) {
  const { t } = useTranslation();
  const { name, email, roles } = useSignedIn();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.person} aria-label={t('account', { name })}>
          <span className={classes.initials} aria-hidden>
            {initialsOf(name)}
          </span>
          <Text size="sm" fw={600} maw={140} truncate visibleFrom="sm">
            {name}
          </Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{email}</Menu.Label>
        <Menu.Label>{roles.map((role) => t(`role_${role}`)).join(', ') || t('noRole')}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('colors')}</Menu.Label>
        {colors.map((color) => (
          <Menu.Item
            key={color}
            fw={color === colorScheme ? 700 : 400}
            aria-current={color === colorScheme}
            onClick={() => setColorScheme(color)}
          >
            {t(color)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          onClick={onShowKeys}
          rightSection={
            <Kbd size="xs" aria-hidden>
              ?
            </Kbd>
          }
        >
          {t('keys')}
        </Menu.Item>
        <Menu.Item onClick={() => void session.signOut()}>{t('signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
