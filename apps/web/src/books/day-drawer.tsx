import { Button, Code, CopyButton, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { booksRoles } from '../session/roles.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import type { ClosedDay, OpenDay } from './days-queries.js';
import { DayClosing } from './day-closing.js';
import { DayDetails, DayTotals } from './day-details.js';
import { DayState } from './days-table.js';

interface DayDrawerProps {
  /** The day from the URL; the drawer is closed without one. */
  date: string | undefined;
  currency: string;
  open: OpenDay | undefined;
  closed: ClosedDay | undefined;
  /** The hash of the preceding closed day, if there is one. */
  hashBefore: string | undefined;
  onClose: () => void;
}

/** Drawer with the details of a day. */
export function DayDrawer({ date, currency, open, closed, hashBefore, onClose }: DayDrawerProps) {
  const { t } = useTranslation(['books', 'common']);
  const { day } = useFormats();
  return (
    <Drawer
      opened={date !== undefined}
      onClose={onClose}
      position="right"
      size="md"
      title={<Text fw={700}>{date && day(date)}</Text>}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {closed && <ClosedDayDetails day={closed} currency={currency} hashBefore={hashBefore} />}
      {open && <OpenDayDetails day={open} currency={currency} />}
      {date && !closed && !open && <Text c="dimmed">{t('noSuchDay')}</Text>}
    </Drawer>
  );
}

function OpenDayDetails({ day, currency }: { day: OpenDay; currency: string }) {
  const { t } = useTranslation('books');
  const person = useSignedIn();
  return (
    <Stack gap="md">
      <DayState state={day.isOver ? 'over' : 'goingOn'} />
      <Text size="sm">{t(day.isOver ? 'overDetail' : 'goingOnDetail')}</Text>
      <DayDetails rows={[[t('incomeSoFar'), <Money key="" amount={day.income} currency={currency} />]]} />
      {hasRole(person, ['administrator']) && (
        <DayClosing key={day.date} date={day.date} isOver={day.isOver} />
      )}
    </Stack>
  );
}

interface ClosedDayDetailsProps {
  day: ClosedDay;
  currency: string;
  hashBefore: string | undefined;
}

function ClosedDayDetails({ day, currency, hashBefore }: ClosedDayDetailsProps) {
  const { t } = useTranslation('books');
  const { instant } = useFormats();
  const canSeeBooks = hasRole(useSignedIn(), booksRoles);
  const range = { from: day.date, to: day.date };
  return (
    <Stack gap="md">
      <DayState state="closed" />
      <Text size="sm">{t('closedAt', { when: instant(day.closed_at) })}</Text>
      <DayTotals day={day} currency={currency} />
      {canSeeBooks && (
        <Group gap="md">
          <LinkedAnchor to="/payouts" search={range} size="sm">
            {t('payoutsOfDay')}
          </LinkedAnchor>
          <LinkedAnchor to="/operations" search={{ section: 'verification', ...range }} size="sm">
            {t('verifyDay')}
          </LinkedAnchor>
        </Group>
      )}
      <Title order={2} size="h5">
        {t('chain')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('chainDetail')}
      </Text>
      <Hash label={t('hash')} hash={day.hash} />
      {hashBefore ? (
        <Hash label={t('hashBefore')} hash={hashBefore} />
      ) : (
        <Text size="sm">{t('firstInChain')}</Text>
      )}
    </Stack>
  );
}

function Hash({ label, hash }: { label: string; hash: string }) {
  const { t } = useTranslation('books');
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <CopyButton value={hash}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="default"
              onClick={copy}
              aria-label={t('copyOf', { what: label })}
            >
              {t(copied ? 'copied' : 'copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {hash}
      </Code>
    </Stack>
  );
}
