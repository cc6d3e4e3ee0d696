import {
  Button,
  List,
  NumberInput,
  Paper,
  Progress,
  SimpleGrid,
  Stack,
  Text,
  Title,
  Group,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { services, type Service } from '../api/services.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { useFormats } from '../components/formats.js';
import { QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { notifyDone } from '../components/notify.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { isAlarming, isKnownMetric } from './metrics.js';
import { Notice } from './notice.js';
import {
  reconciliationQuery,
  startReconciliation,
  type ProducerState,
  type Reconciliation,
  type ReconciliationRun,
} from './operations-queries.js';
import { useServiceName } from './service-names.js';

/** Each service's consumer positions and lag, health metrics, and reconciliation runs (F11). */
export function ReconciliationSection() {
  const { t } = useTranslation('books');
  return (
    <Stack gap="lg">
      <Text c="dimmed" maw={720}>
        {t('aboutReconciliation')}
      </Text>
      {services.map((service) => (
        <ReconciliationOfService key={service} service={service} />
      ))}
    </Stack>
  );
}

function ReconciliationOfService({ service }: { service: Service }) {
  const { t } = useTranslation('books');
  const state = useQuery(reconciliationQuery(service));
  const mayAct = hasRole(useSignedIn(), ['administrator']);
  return (
    <Paper withBorder p="md" component="section" aria-label={t(`service_${service}`)}>
      <Stack gap="md">
        <QueryResult query={state}>
          {({ transport, producers, figures }) => (
            <>
              <Group justify="space-between">
                <Title order={2} size="h4">
                  {t(`service_${service}`)}
                </Title>
                <Text size="sm" c="dimmed">
                  {t(`transport_${transport}`)}
                </Text>
              </Group>
              <Alarms metrics={figures} />
              <Metrics metrics={figures} />
              {producers.length === 0 && <Text c="dimmed">{t('noProducers')}</Text>}
              {producers.map((producer) => (
                <Producer key={producer.producer} service={service} state={producer} mayAct={mayAct} />
              ))}
            </>
          )}
        </QueryResult>
      </Stack>
    </Paper>
  );
}

function useMetricNames(): (name: string) => string {
  const { t } = useTranslation('books');
  return (name) => (isKnownMetric(name) ? t(`figure_${name}`) : name);
}

function Alarms({ metrics }: { metrics: Reconciliation['figures'] }) {
  const { t } = useTranslation('books');
  const { number } = useFormats();
  const nameOf = useMetricNames();
  const alarming = Object.entries(metrics).filter(([name, value]) => isAlarming(name, value));
  if (alarming.length === 0) {
    return <Text size="sm">{t('noAlarms')}</Text>;
  }
  return (
    <Notice color="orange" title={t('alarms', { count: alarming.length })}>
      <List size="sm">
        {alarming.map(([name, value]) => (
          <List.Item key={name}>{t('figureIs', { figure: nameOf(name), value: number(value) })}</List.Item>
        ))}
      </List>
    </Notice>
  );
}

function Metrics({ metrics }: { metrics: Reconciliation['figures'] }) {
  const { number } = useFormats();
  const nameOf = useMetricNames();
  return (
    <SimpleGrid component="dl" cols={{ base: 1, sm: 2, lg: 3 }} spacing="xl" verticalSpacing={4} my={0}>
      {Object.entries(metrics).map(([name, value]) => (
        <Group key={name} justify="space-between" wrap="nowrap" gap="xs">
          <Text component="dt" size="sm" c="dimmed">
            {nameOf(name)}
          </Text>
          <Text component="dd" m={0} size="sm" fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
            {number(Math.round(value))}
          </Text>
        </Group>
      ))}
    </SimpleGrid>
  );
}

interface ProducerProps {
  service: Service;
  state: ProducerState;
  mayAct: boolean;
}

function Producer({ service, state, mayAct }: ProducerProps) {
  const { t } = useTranslation('books');
  const { exactInstant, number } = useFormats();
  const serviceName = useServiceName();
  const { producer, position, head, lag, restored, runs } = state;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Stack gap={0}>
          <Title order={3} size="h5">
            {t('heardFrom', { producer: serviceName(producer) })}
          </Title>
          <Text size="sm" c="dimmed">
            {head === null || lag === null
              ? t('headUnknown', { position: number(position) })
              : t('lag', { count: lag, position: number(position), head: number(head) })}
          </Text>
        </Stack>
        {mayAct && <StartButton service={service} producer={producer} head={head} />}
      </Group>
      {restored && (
        <Text size="sm">
          {t('producerRestored', {
            producer: serviceName(producer),
            position: number(restored.to),
            when: exactInstant(restored.noticed_at),
          })}
        </Text>
      )}
      {runs.length === 0 ? <Text size="sm">{t('noRuns')}</Text> : <Runs producer={producer} runs={runs} />}
    </Stack>
  );
}

function Runs({ producer, runs }: { producer: string; runs: readonly ReconciliationRun[] }) {
  const { t } = useTranslation(['books', 'common']);
  const { exactInstant, number } = useFormats();
  const serviceName = useServiceName();
  const rows = runs.map((run) => ({
    key: run.id,
    cells: {
      when: exactInstant(run.requested_at),
      why: t(`run_${run.kind}`),
      state: <RunState run={run} />,
      events: number(run.events),
      healed: <Healed healed={run.healed} />,
    },
  }));
  return (
    <RecordTable
      label={t('runsOf', { producer: serviceName(producer) })}
      columns={[
        { name: 'when', label: t('common:when') },
        { name: 'why', label: t('why') },
        { name: 'state', label: t('state') },
        { name: 'events', label: t('eventsRead'), isNumber: true },
        { name: 'healed', label: t('healed') },
      ]}
      rows={rows}
    />
  );
}

const fullPercent = 100;

function RunState({ run: { state, from, to, position, error } }: { run: ReconciliationRun }) {
  const { t } = useTranslation('books');
  const percent = to === null || to === from ? 0 : ((position - from) / (to - from)) * fullPercent;
  return (
    <Stack gap={4}>
      <Text size="sm" role={state === 'running' ? 'status' : undefined}>
        {t(`runState_${state}`)}
      </Text>
      {state === 'running' && <Progress value={percent} aria-label={t('runState_running')} />}
      {error && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {error}
        </Text>
      )}
    </Stack>
  );
}

function Healed({ healed }: { healed: ReconciliationRun['healed'] }) {
  const { t } = useTranslation('books');
  const { number } = useFormats();
  const healedKinds = Object.entries(healed);
  return healedKinds.length === 0 ? (
    <Text size="sm" c="dimmed">
      {t('nothingMissing')}
    </Text>
  ) : (
    <Text size="sm" fw={600}>
      {healedKinds.map(([kind, count]) => `${kind}: ${number(count)}`).join(', ')}
    </Text>
  );
}

interface StartButtonProps {
  service: Service;
  producer: string;
  head: number | null;
}

function StartButton({ service, producer, head }: StartButtonProps) {
  const { t } = useTranslation('books');
  const serviceName = useServiceName();
  const [isConfirming, setConfirming] = useState(false);
  const [from, setFrom] = useState<number | string>(0);
  const { run, isRunning, error, resetError } = useCommand({
    send: (position: number, key) => startReconciliation(service, producer, position, key),
    changes: [[service, 'reconciliation']],
  });
  const start = async () => {
    await run(Number(from));
    setConfirming(false);
    await notifyDone(t('compareStarted'));
  };
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setConfirming(true)}>
        {t('compare')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('compareTitle', { producer: serviceName(producer) })}
        action={t('compareStart')}
        isReady={from !== ''}
        isRunning={isRunning}
        error={error}
        onConfirm={() => void start().catch(() => undefined)}
        onClose={() => {
          resetError();
          setConfirming(false);
        }}
      >
        <Text size="sm">{t('compareDetail')}</Text>
        <NumberInput
          label={t('compareFrom')}
          description={t('compareFromDetail')}
          min={0}
          max={head ?? undefined}
          allowDecimal={false}
          value={from}
          onChange={setFrom}
        />
      </Confirmation>
    </>
  );
}
