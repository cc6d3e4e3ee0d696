import { Anchor, SimpleGrid, Text } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { useFormats } from '../components/formats.js';
import { KeyFigure } from '../components/key-figure.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { useProblemText } from '../components/problem-texts.js';
import { RelativeTime } from '../components/relative-time.js';
import { balanceOf, taskCountsOf, type PersonData } from './people-queries.js';

/** A person's status, balance and open tasks, each from the service that owns it. */
export function PersonSummary({ person }: { person: PersonData }) {
  const { t } = useTranslation('people');
  const formats = useFormats();
  const balance = useQuery(balanceOf(person.uuid));
  const counts = useQuery(taskCountsOf(person.uuid));
  const lastSignIn = person.last_sign_in_at;
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <KeyFigure
        label={t('status')}
        value={t(`status_${person.status}`)}
        detail={
          <>
            {lastSignIn !== null && (
              <>
                {t('lastSignIn')}: <RelativeTime instant={lastSignIn} /> ·{' '}
              </>
            )}
            {t('addedOn', { day: formats.day(person.created_at.slice(0, 10)) })}
          </>
        }
      />
      <FigureOf label={t('balance')} query={balance} service="Finance">
        {(data) => ({
          value: <Money amount={data.balance} currency={data.currency} isDebt />,
          detail: (
            <LinkedAnchor to="/accounts/$uuid" params={{ uuid: person.uuid }} inherit>
              {t('showAccount')}
            </LinkedAnchor>
          ),
        })}
      </FigureOf>
      <FigureOf label={t('openTasks')} query={counts} service="Tasks">
        {(data) => ({
          value: formats.number(data.unfinished),
          detail: (
            <LinkedAnchor to="/tasks" search={{ whose: person.uuid }} inherit>
              {t('showTasks')}
            </LinkedAnchor>
          ),
        })}
      </FigureOf>
    </SimpleGrid>
  );
}

interface Figure {
  value: ReactNode;
  detail?: ReactNode;
}

interface FigureOfProps<Data> {
  label: string;
  query: UseQueryResult<Data>;
  /** The name of the service that owns it. */
  service: string;
  children: (data: Data) => Figure;
}

/** A figure of another service. While that one fails, says so, beside the last figure if there is one. */
function FigureOf<Data>({ label, query, service, children }: FigureOfProps<Data>) {
  // The first failure is shown at once: retries can take a while.
  const isFailing = query.failureReason !== null;
  const figure = query.data === undefined ? undefined : children(query.data);
  const failure = isFailing && (
    <Failure error={query.failureReason} service={service} retry={() => void query.refetch()} />
  );
  return (
    <KeyFigure
      label={label}
      value={figure?.value ?? (isFailing ? '—' : '…')}
      detail={failure || figure?.detail}
    />
  );
}

interface FailureProps {
  error: unknown;
  service: string;
  retry: () => void;
}

function Failure({ error, service, retry }: FailureProps) {
  const { t } = useTranslation(['people', 'common']);
  const problemText = useProblemText();
  const isAway = !(error instanceof Problem) || error.isTransient;
  return (
    <Text component="span" size="sm" role="alert">
      {isAway ? t('serviceAway', { service }) : problemText(error)}{' '}
      <Anchor component="button" type="button" inherit onClick={retry}>
        {t('common:tryAgain')}
      </Anchor>
    </Text>
  );
}
