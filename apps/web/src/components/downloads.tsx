import { Button, Group, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../api/clients.js';
import { addressOf, type Service } from '../api/services.js';
import { problemOf } from '../api/problem.js';
import { session } from '../session/session.js';
import { notifyProblem } from './notify.js';

const formats = ['xlsx', 'csv'] as const;
type Format = (typeof formats)[number];

/** What can be downloaded, for spreadsheets (.xlsx) and for programs (CSV). */
export interface DownloadedFile {
  service: Service;
  /** Without the ending: `/accounting/audit-log`. */
  path: string;
  query: Record<string, string>;
  /** What the file is called, without the ending. */
  name: string;
}

/** A button for each format. */
export function DownloadButtons({ file }: { file: DownloadedFile }) {
  const { t } = useTranslation();
  const { isLoading, download } = useDownload(file);
  return (
    <Group gap="sm" grow>
      {formats.map((format) => (
        <Button key={format} variant="default" loading={isLoading} onClick={() => void download(format)}>
          {t(`format_${format}`)}
        </Button>
      ))}
    </Group>
  );
}

interface DownloadMenuProps {
  file: DownloadedFile;
  /** What the button says, where there are several. */
  label?: string;
}

/** A button that asks for the format. */
export function DownloadMenu({ file, label }: DownloadMenuProps) {
  const { t } = useTranslation();
  const { isLoading, download } = useDownload(file);
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" loading={isLoading}>
          {label ?? t('download')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => void download(format)}>
            {t(`format_${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface DownloadButtonProps {
  service: Service;
  path: string;
  /** What the file is called, with its ending. */
  name: string;
  label: string;
}

/** A button for a file that has one format alone. */
export function DownloadButton({ service, path, name, label }: DownloadButtonProps) {
  const { isLoading, save } = useSaving();
  return (
    <Button
      variant="default"
      loading={isLoading}
      onClick={() => void save(name, () => fetchFile(service, path))}
    >
      {label}
    </Button>
  );
}

function useDownload({ service, path, query, name }: DownloadedFile) {
  const { isLoading, save } = useSaving();
  const download = (format: Format) =>
    save(`${name}.${format}`, () => fetchFile(service, `${path}.${format}`, query));
  return { isLoading, download };
}

function useSaving() {
  const [isLoading, setLoading] = useState(false);
  const save = async (name: string, fetchIt: () => Promise<Blob>) => {
    setLoading(true);
    try {
      saveAs(await fetchIt(), name);
    } catch (error) {
      await notifyProblem(error);
    } finally {
      setLoading(false);
    }
  };
  return { isLoading, save };
}

// A link could not say who asks.
async function fetchFile(service: Service, path: string, query: Record<string, string> = {}): Promise<Blob> {
  const headers = { authorization: `Bearer ${session.accessToken() ?? ''}` };
  const address = new URL(`${addressOf(service)}${path}`, location.origin);
  address.search = new URLSearchParams(query).toString();
  const response = await send(new Request(address, { headers }));
  if (!response.ok) {
    throw problemOf(response, await response.json().catch(() => undefined));
  }
  return response.blob();
}

const releaseAfterMilliseconds = 60_000;

/** Leaves a file with the person who looks at the page. */
function saveAs(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Browsers may read the file only after the click was handled.
  setTimeout(() => URL.revokeObjectURL(address), releaseAfterMilliseconds);
}
