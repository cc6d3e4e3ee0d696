import { Paper, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { mostCounted, useAttention } from '../components/attention.js';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { booksRoles, managementRoles } from '../session/roles.js';
import { hasRole, performs, useSignedIn } from '../session/use-session.js';
import type { OwnDay } from '../components/open-day.js';
import { companyDayQuery, companyWorkload, ownWorkload } from './today-queries.js';
import classes from './today.module.css';

interface FigureProps {
  label: string;
  /** Undefined while it loads. */
  value: ReactNode;
  detail?: ReactNode;
}

function Figure({ label, value, detail }: FigureProps) {
  return (
    <div role="group" aria-label={label} className={classes.figure}>
      <Text size="xs" c="dimmed" truncate>
        {label}
      </Text>
      <Text component="div" fz={22} fw={700} lh={1.25} className="figures" truncate>
        {value ?? '–'}
      </Text>
      <Text component="div" size="xs" c="dimmed" mih="1.2rem">
        {detail}
      </Text>
    </div>
  );
}

interface DayStripProps {
  day: OwnDay;
  /** For measuring it: what stays on screen below it must know its height. */
  ref: Ref<HTMLElement>;
}

/** How the open day stands, for the roles of the current user: their own money, their work, and the company. */
export function DayStrip({ day, ref }: DayStripProps) {
  const { t } = useTranslation('today');
  const person = useSignedIn();
  const ofCompany = hasRole(person, ['accountant', ...managementRoles]);
  return (
    <Paper ref={ref} withBorder component="section" aria-label={t('strip')} className={classes.strip}>
      {performs(person) && <OwnFigures day={day} />}
      {ofCompany && <CompanyFigures day={day} />}
    </Paper>
  );
}

function OwnFigures({ day }: { day: OwnDay }) {
  const { t } = useTranslation('today');
  const { money, change, number } = useFormats();
  const { data } = useQuery(ownWorkload(day.begins_at));
  const { currency } = day;
  const own = data?.performer;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing={0}>
      <Figure
        label={t('balance')}
        value={<Money amount={day.balance} currency={currency} />}
        detail={t('openedWith', { amount: money(day.opening_balance, currency) })}
      />
      <Figure
        label={t('tonight')}
        value={<Money amount={day.payout} currency={currency} />}
        detail={day.payout === 0 && t('nothingTonight')}
      />
      <Figure
        label={t('atStake')}
        value={own && <Money amount={own.rewards} currency={currency} />}
        detail={
          own &&
          data && (
            <>
              {t('feesPaid', {
                count: data.open,
                number: number(data.open),
                fees: money(own.fees, currency),
              })}
              {own.unpriced > 0 && (
                <> {t('unpriced', { count: own.unpriced, number: number(own.unpriced) })}</>
              )}
            </>
          )
        }
      />
      <Figure
        label={t('doneToday')}
        value={own && number(own.completed)}
        detail={own && t('earned', { amount: change(own.earned, currency) })}
      />
    </SimpleGrid>
  );
}

function CompanyFigures({ day }: { day: OwnDay }) {
  const person = useSignedIn();
  const isAdministrator = hasRole(person, ['administrator']);
  return (
    <SimpleGrid cols={{ base: 2, sm: isAdministrator ? 5 : 3 }} spacing={0}>
      {hasRole(person, managementRoles) && <OpenTasksFigure since={day.begins_at} />}
      <CompanyMoney currency={day.currency} seesBooks={hasRole(person, booksRoles)} />
      {isAdministrator && <AttentionFigure />}
    </SimpleGrid>
  );
}

function OpenTasksFigure({ since }: { since: string }) {
  const { t } = useTranslation('today');
  const { number } = useFormats();
  const { data } = useQuery(companyWorkload(since));
  return (
    <Figure
      label={t('openTasks')}
      value={data && number(data.open)}
      detail={
        data &&
        t('byAge', {
          today: number(data.created_since),
          week: number(data.created_in_week),
          older: number(data.open - data.created_since - data.created_in_week),
        })
      }
    />
  );
}

function CompanyMoney({ currency, seesBooks }: { currency: string; seesBooks: boolean }) {
  const { t } = useTranslation('today');
  const { change, day, number } = useFormats();
  const { data } = useQuery(companyDayQuery);
  return (
    <>
      <Figure
        label={t('incomeToday')}
        value={data && <Money amount={data.income} currency={currency} isChange />}
        detail={data && t('incomeBefore', { amount: change(data.income_before, currency) })}
      />
      <Figure
        label={t('payoutsTonight')}
        value={data && <Money amount={data.payouts} currency={currency} />}
        detail={
          data &&
          t('paidPeople', {
            count: data.paid_people,
            number: number(data.paid_people),
            inTheRed: number(data.people_in_the_red),
          })
        }
      />
      {seesBooks && (
        <Figure
          label={t('daysToClose')}
          value={data && number(data.days_to_close.length)}
          detail={
            data?.days_to_close[0] === undefined ? (
              data && t('allClosed')
            ) : (
              <LinkedAnchor size="xs" to="/days" search={{ day: data.days_to_close[0] }}>
                {t('closeDay', { day: day(data.days_to_close[0]) })}
              </LinkedAnchor>
            )
          }
        />
      )}
    </>
  );
}

function AttentionFigure() {
  const { t } = useTranslation('today');
  const { number } = useFormats();
  const { total, isPending, unknown } = useAttention();
  const isKnown = !isPending && unknown.size === 0;
  return (
    <Figure
      label={t('needAttention')}
      value={
        isKnown || total > 0 ? (total > mostCounted ? `${number(mostCounted)}+` : number(total)) : undefined
      }
      detail={
        isKnown && total === 0 ? (
          t('nothingWaits')
        ) : (
          <LinkedAnchor size="xs" to="/operations">
            {t('seeOperations')}
          </LinkedAnchor>
        )
      }
    />
  );
}
