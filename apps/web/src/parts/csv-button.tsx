import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, send, type Service } from '../api/clients.js';
import { problemOf } from '../api/problem.js';
import { session } from '../session/session.js';
import { saveAs } from './csv-file.js';
import { tellProblem } from './tell.js';

interface CsvButtonProps {
  service: Service;
  /** With its parameters: `/accounting/audit-log.csv?date=2026-03-02`. */
  path: string;
  /** What the file is called. */
  name: string;
  /** What the button says, where there are several. */
  label?: string;
}

/** Downloads a CSV file. A link could not say who asks. */
export function CsvButton({ service, path, name, label }: CsvButtonProps) {
  const { t } = useTranslation();
  const [isLoading, setLoading] = useState(false);
  const download = async () => {
    setLoading(true);
    try {
      saveAs(await fetchFile(service, path), name);
    } catch (error) {
      await tellProblem(error);
    } finally {
      setLoading(false);
    }
  };
  return (
    <Button variant="default" loading={isLoading} onClick={() => void download()}>
      {label ?? t('downloadCsv')}
    </Button>
  );
}

async function fetchFile(service: Service, path: string): Promise<Blob> {
  const headers = { authorization: `Bearer ${session.accessToken() ?? ''}` };
  const response = await send(
    new Request(new URL(`${addressOf(service)}${path}`, location.origin), { headers }),
  );
  if (!response.ok) {
    throw problemOf(response, await response.json().catch(() => undefined));
  }
  return response.blob();
}
