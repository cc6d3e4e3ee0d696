import { Code, Drawer, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { actionTexts, type SecurityEntry } from './actions.js';
import type { OfService } from './merged-feeds.js';
import { ActorName, SubjectLink } from './subject-link.js';

interface EntryDrawerProps {
  /** The drawer is closed without one. */
  entry: OfService<SecurityEntry> | undefined;
  onClose: () => void;
}

/** Details of an entry, with links to the entries with the same address or request. */
export function EntryDrawer({ entry, onClose }: EntryDrawerProps) {
  const { t } = useTranslation(['security', 'common']);
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={<Text fw={700}>{entry && t(actionTexts[entry.action])}</Text>}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {entry && <Entry entry={entry} onNavigate={onClose} />}
    </Drawer>
  );
}

function Entry({ entry, onNavigate }: { entry: OfService<SecurityEntry>; onNavigate: () => void }) {
  const { t } = useTranslation(['security', 'common']);
  const { exactInstant } = useFormats();
  const rows: [string, ReactNode][] = [
    [t('common:when'), exactInstant(entry.at)],
    [t('service'), t(`service_${entry.service}`)],
    [t('actor'), <ActorName key="actor" actor={entry.actor} />],
    [t('subject'), entry.subject && <SubjectLink key="subject" subject={entry.subject} />],
    [
      t('address'),
      entry.address && (
        <LinkedAnchor
          key="address"
          to="/security-log"
          search={{ address: entry.address }}
          size="sm"
          onClick={onNavigate}
        >
          {entry.address}
        </LinkedAnchor>
      ),
    ],
    [t('client'), entry.client_id],
    [t('browser'), entry.user_agent],
    [
      t('request'),
      entry.request_id && (
        <LinkedAnchor
          key="request"
          to="/security-log"
          search={{ request: entry.request_id }}
          size="sm"
          onClick={onNavigate}
        >
          {entry.request_id}
        </LinkedAnchor>
      ),
    ],
  ];
  return (
    <Stack gap="md">
      <Table variant="vertical" withTableBorder>
        <Table.Tbody>
          {rows
            .filter(([, value]) => value !== null)
            .map(([label, value]) => (
              <Table.Tr key={label}>
                <Table.Th scope="row" fw={400}>
                  {label}
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      {Object.keys(entry.details).length > 0 && (
        <>
          <Text fw={600}>{t('details')}</Text>
          <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {JSON.stringify(entry.details, undefined, 2)}
          </Code>
        </>
      )}
    </Stack>
  );
}
