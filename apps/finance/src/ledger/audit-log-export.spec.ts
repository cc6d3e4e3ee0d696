import { parse } from 'csv-parse/sync';
import { buffer, text } from 'node:stream/consumers';
import readWorkbook from 'read-excel-file/node';
import type { AuditLogLine } from '@ates/contracts';
import { auditLogColumns } from './audit-log-export.js';
import { openDownload, type FileFormat } from '@ates/platform';

const line: AuditLogLine = {
  uuid: '0193a1b2-0000-7000-8000-000000000001',
  occurred_at: '2026-03-01T10:00:00.123456Z',
  booked_on: '2026-03-01',
  kind: 'fee',
  amount: -1050,
  task: {
    uuid: '0193a1b2-0000-7000-8000-000000000002',
    description: '[POPUG-42] - Fix the perch',
    jira_id: 'POPUG-42',
    title: 'Fix the perch',
  },
  reverses: null,
  reason: null,
};

const withDescription = (description: string): AuditLogLine => ({
  ...line,
  task: { uuid: line.uuid, description, jira_id: null, title: description },
});

async function* partsOf(parts: AuditLogLine[][]): AsyncGenerator<AuditLogLine[], void> {
  yield* parts;
}

const download = async (format: FileFormat, ...parts: AuditLogLine[][]) => {
  const table = {
    name: 'audit-log',
    days: { from: '2026-03-01' },
    columns: auditLogColumns('USD'),
    parts: partsOf(parts),
  };
  return openDownload(table, format, 'Europe/Berlin');
};

const csv = async (...parts: AuditLogLine[][]): Promise<string> =>
  text((await download('csv', ...parts)).getStream());

const workbook = async (...parts: AuditLogLine[][]): Promise<Buffer> =>
  buffer((await download('xlsx', ...parts)).getStream());

const rowsOf = async (...parts: AuditLogLine[][]) => {
  const [sheet, ...others] = await readWorkbook(await workbook(...parts));
  expect(others).toEqual([]);
  return sheet?.data ?? [];
};

const header = 'id,occurred_at,booked_on,kind,amount,currency,task,description,jira_id,title,reverses,reason';

describe('A CSV download', () => {
  it('is UTF-8 with a byte order mark and has one record per entry under a header', async () => {
    const bytes = await buffer((await download('csv', [line])).getStream());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.subarray(3).toString()).toBe(
      `${header}\r\n0193a1b2-0000-7000-8000-000000000001,2026-03-01T10:00:00.123456Z,2026-03-01,fee,-10.50,USD,` +
        '0193a1b2-0000-7000-8000-000000000002,"[POPUG-42] - Fix the perch","POPUG-42","Fix the perch",,\r\n',
    );
  });

  it('leaves fields empty: the task of a payout, a description not fetched yet', async () => {
    const unknown = { uuid: line.uuid, description: null, jira_id: null, title: null };
    const content = await csv([{ ...line, kind: 'payout', task: null }], [{ ...line, task: unknown }]);
    const [, payout, task] = content.split('\r\n');
    expect(payout).toMatch(/,payout,-10\.50,USD,,,,,,$/);
    expect(task?.endsWith(`,USD,${line.uuid},,,,,`)).toBe(true);
  });

  it('survives a round trip through a CSV reader, whatever people wrote', async () => {
    const texts = ['Say "hi", then\nleave', 'a;b|c\td', 'Попугай 🦜', '"', '', ' padded '];
    const records: Record<string, string>[] = parse(await csv(texts.map(withDescription)), {
      bom: true,
      columns: true,
    });
    expect(records.map(({ description }) => description)).toEqual(texts);
  });

  it('names the reversed posting and the reason, with formulas defused', async () => {
    const reversal: AuditLogLine = {
      ...line,
      kind: 'reversal',
      reverses: '0193a1b2-0000-7000-8000-000000000003',
      reason: 'twice;=1+41',
    };
    expect(await csv([reversal])).toMatch(/,0193a1b2-0000-7000-8000-000000000003,"twice;'=1\+41"\r\n$/);
  });
});

describe('A workbook download', () => {
  it('has numbers, dates in the business time zone and texts under a header', async () => {
    const [names, cells] = await rowsOf([line]);
    expect(names).toEqual(header.replace('occurred_at', 'occurred_at (Europe/Berlin)').split(','));
    expect(Math.round(Number(cells?.[1]) / 1000) * 1000).toBe(Date.parse('2026-03-01T11:00:00Z'));
    expect(cells).toEqual([
      line.uuid,
      expect.any(Date),
      new Date('2026-03-01T00:00:00Z'),
      'fee',
      -10.5,
      'USD',
      line.task?.uuid,
      '[POPUG-42] - Fix the perch',
      'POPUG-42',
      'Fix the perch',
      null,
      null,
    ]);
  });

  it('stores what people wrote as text, never as a formula', async () => {
    const texts = [
      '=1+41',
      'Починить насест;=1+41;ок',
      '@SUM(A1)',
      '+1',
      '＝1＋1',
      '007',
      '1E5',
      '3/4',
      '<b>&amp;</b>',
      'line\nbreak',
      'return\r\nand break',
      ' padded ',
      '_x003D_1+41',
      'Попугай 🦜',
      'half \ud83e',
      'noncharacter \uffff',
      '\u0001\u001f',
    ];
    const [, ...rows] = await rowsOf(texts.map(withDescription));
    const read = rows.map((cells) => cells[7]);
    const readable = texts.map((written) => written.replace('\ud83e', '\ufffd').replace('\uffff', '\ufffd'));
    expect(read.slice(0, 10)).toEqual(readable.slice(0, 10));
    expect(read.every((cell) => typeof cell === 'string')).toBe(true);
    expect(await sheetOf(texts.map(withDescription))).not.toMatch(/<f[ >/]/);
  });

  it('has every row of every part exactly once', async () => {
    const parts = [0, 1, 2].map((part) =>
      Array.from({ length: 1000 }, (_, index) => ({ ...line, uuid: `${part}-${index}` })),
    );
    const [, ...rows] = await rowsOf(...parts);
    expect(rows.map(([id]) => id)).toEqual(parts.flat().map(({ uuid }) => uuid));
  });

  it('has only the header when there are no entries', async () => {
    expect(await rowsOf([])).toHaveLength(1);
  });

  it('keeps dates that spreadsheets cannot represent as text', async () => {
    const [, cells] = await rowsOf([
      { ...line, occurred_at: '0001-01-01T00:00:00.000000Z', booked_on: '0001-01-01' },
    ]);
    expect(cells?.slice(1, 3)).toEqual(['0001-01-01T00:00:00.000000Z', '0001-01-01']);
  });

  it('truncates text that is longer than a cell can hold', async () => {
    const [, cells] = await rowsOf([withDescription('a'.repeat(40_000))]);
    expect(String(cells?.[7])).toHaveLength(32_767);
  });
});

/** The XML of the only sheet. */
async function sheetOf(lines: AuditLogLine[]): Promise<string> {
  const { unzipSync, strFromU8 } = await import('fflate');
  const files = unzipSync(await workbook(lines));
  return strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
}
