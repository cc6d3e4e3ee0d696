import IconActivityHeartbeat from '@tabler/icons-react/icons/IconActivityHeartbeat';
import IconArrowsShuffle from '@tabler/icons-react/icons/IconArrowsShuffle';
import IconCalendarMonth from '@tabler/icons-react/icons/IconCalendarMonth';
import IconCash from '@tabler/icons-react/icons/IconCash';
import IconChartBar from '@tabler/icons-react/icons/IconChartBar';
import IconChecklist from '@tabler/icons-react/icons/IconChecklist';
import IconNotebook from '@tabler/icons-react/icons/IconNotebook';
import IconPlug from '@tabler/icons-react/icons/IconPlug';
import IconShieldLock from '@tabler/icons-react/icons/IconShieldLock';
import IconSun from '@tabler/icons-react/icons/IconSun';
import IconTrendingUp from '@tabler/icons-react/icons/IconTrendingUp';
import IconUsers from '@tabler/icons-react/icons/IconUsers';
import IconWallet from '@tabler/icons-react/icons/IconWallet';
import { allRoles, booksRoles, hasRole, managementRoles, type Role } from '../session/roles.js';

const company: readonly Role[] = ['accountant', 'manager', 'administrator'];
const administration: readonly Role[] = ['administrator'];

/**
 * The menu: groups of entries, and the roles that see each entry (docs/access.md). Hiding one only spares users a
 * refusal: the services authorize. The labels are common texts, which every page loads.
 */
const menuGroups = [
  {
    labelKey: 'group_work',
    entries: [
      { path: '/today', labelKey: 'place_today', roles: allRoles, icon: IconSun },
      { path: '/tasks', labelKey: 'place_tasks', roles: allRoles, icon: IconChecklist },
      {
        path: '/reassignments',
        labelKey: 'place_reassignments',
        roles: managementRoles,
        icon: IconArrowsShuffle,
      },
      { path: '/money', labelKey: 'place_money', roles: allRoles, icon: IconWallet },
    ],
  },
  {
    labelKey: 'group_company',
    entries: [
      { path: '/income', labelKey: 'place_income', roles: company, icon: IconTrendingUp },
      { path: '/days', labelKey: 'place_days', roles: company, icon: IconCalendarMonth },
      { path: '/accounts', labelKey: 'place_accounts', roles: booksRoles, icon: IconNotebook },
      { path: '/payouts', labelKey: 'place_payouts', roles: booksRoles, icon: IconCash },
      { path: '/analytics', labelKey: 'place_analytics', roles: administration, icon: IconChartBar },
    ],
  },
  {
    labelKey: 'group_administration',
    entries: [
      { path: '/operations', labelKey: 'place_operations', roles: booksRoles, icon: IconActivityHeartbeat },
      { path: '/security-log', labelKey: 'place_securityLog', roles: administration, icon: IconShieldLock },
      { path: '/people', labelKey: 'place_people', roles: administration, icon: IconUsers },
      { path: '/clients', labelKey: 'place_clients', roles: administration, icon: IconPlug },
    ],
  },
] as const;

export const menuEntries = menuGroups.flatMap((group) => [...group.entries]);

export type MenuEntry = (typeof menuEntries)[number];

/** The menu's groups with the entries that a person with these roles may see; groups without one are left out. */
export const menuOf = (person: { roles: readonly Role[] }) =>
  menuGroups
    .map(({ labelKey, entries }) => ({
      labelKey,
      entries: [...entries].filter(({ roles }) => hasRole(person, roles)),
    }))
    .filter(({ entries }) => entries.length > 0);

/** The entry whose page, or whose detail page, has this path. */
export const menuEntryOf = (pathname: string): MenuEntry | undefined =>
  menuEntries.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
