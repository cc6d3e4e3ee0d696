import { Button, Group, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../api/clients.js';
import { basePathOf, type Service } from '../api/services.js';
import { problemOf } from '../api/problem.js';
import { session } from '../session/session.js';
import { notifyProblem } from './notify.js';

const formats = ['xlsx', 'csv'] as const;
type Format = (typeof formats)[number];

/** A download offered as a spreadsheet (.xlsx) and as CSV. */
export interface DownloadedFile {
  service: Service;
  /** Without the extension: `/accounting/audit-log`. */
  path: string;
  query: Record<string, string>;
  /** File name without the extension. */
  name: string;
}

/** One download button per format. */
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
  /** Label of the button, for pages with several downloads. */
  label?: string;
}

/** A download button with a menu of formats. */
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
  /** File name with its extension. */
  name: string;
  label: string;
}

/** A download button for a file with only one format. */
export function DownloadButton({ service, path, name, label }: DownloadButtonProps) {
  const { isLoading, save } = useSaveFile();
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
  const { isLoading, save } = useSaveFile();
  const download = (format: Format) =>
    save(`${name}.${format}`, () => fetchFile(service, `${path}.${format}`, query));
  return { isLoading, download };
}

function useSaveFile() {
  const [isLoading, setLoading] = useState(false);
  const save = async (name: string, fetchContent: () => Promise<Blob>) => {
    setLoading(true);
    try {
      saveAs(await fetchContent(), name);
    } catch (error) {
      await notifyProblem(error);
    } finally {
      setLoading(false);
    }
  };
  return { isLoading, save };
}

// A plain link could not send the access token.
async function fetchFile(service: Service, path: string, query: Record<string, string> = {}): Promise<Blob> {
  const headers = { authorization: `Bearer ${session.accessToken() ?? ''}` };
  const url = new URL(`${basePathOf(service)}${path}`, location.origin);
  url.search = new URLSearchParams(query).toString();
  const response = await send(new Request(url, { headers }));
  if (!response.ok) {
    throw problemOf(response, await response.json().catch(() => undefined));
  }
  return response.blob();
}

const revokeAfterMilliseconds = 60_000;

/** Has the browser save a file. */
function saveAs(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read the file only after the click handler has finished.
  setTimeout(() => URL.revokeObjectURL(url), revokeAfterMilliseconds);
}
