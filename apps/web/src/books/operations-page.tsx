import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.js';
import { HealthSection } from './health-section.js';
import { isSection, sections, type Section } from './operations-search.js';
import { ParkedSection } from './parked-section.js';
import { ReconciliationSection } from './reconciliation-section.js';
import { StatementsSection } from './statements-section.js';
import { SystemState } from './system-state.js';
import { VerificationSection } from './verification-section.js';

const contents: Record<Section, () => React.JSX.Element> = {
  parked: ParkedSection,
  reconciliation: ReconciliationSection,
  statements: StatementsSection,
  verification: VerificationSection,
  health: HealthSection,
};

/** Operations: consistency checks and work that needs attention. Accountants can look, administrators can act. */
export function OperationsPage() {
  const { t } = useTranslation(['books', 'common']);
  const { section = 'parked' } = useSearch({ from: '/inside/for/accounts/operations' });
  const navigate = useNavigate();
  const open = (chosen: string | null) => {
    if (isSection(chosen)) {
      void navigate({ to: '/operations', search: { section: chosen } });
    }
  };
  return (
    <Page title={t('common:place_operations')} about={t('aboutOperations')}>
      <SystemState />
      <Tabs value={section} onChange={open} keepMounted={false} mt="lg">
        <Tabs.List mb="lg" aria-label={t('common:place_operations')}>
          {sections.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`section_${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sections.map((name) => {
          const Content = contents[name];
          return (
            <Tabs.Panel key={name} value={name}>
              <Content />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </Page>
  );
}
