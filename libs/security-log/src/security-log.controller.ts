import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  securityLogExportQuery,
  securityLogPage,
  securityLogQuery,
  type SecurityLogExportQuery,
  type SecurityLogPage,
  type SecurityLogQuery,
} from '@ates/contracts';
import {
  ApiRoute,
  Allow,
  csvDescription,
  CurrentAsker,
  FileResponse,
  mediaTypes,
  TextResponse,
  workbookDescription,
  type Asker,
} from '@ates/platform';
import { SecurityLogExport } from './security-log-export.js';
import { SecurityLogQueries } from './security-log.queries.js';

const recorded = 'The security log records each export.';

const csvExample = [
  'id,at,action,actor_kind,actor_id,actor_name,subject_kind,subject_id,subject_name,address,user_agent,client_id,request_id,details',
  '42,2026-03-02T09:30:01.123456Z,user.deleted,person,"0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b01","Ara",person,' +
    '"0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a","Polly","192.0.2.17","Mozilla/5.0","web","0d8f6c1e-6a55-4f3e-9d42-1c9a7b30f5de","{}"',
].join('\r\n');

/** The security log for administrators: who did what to whom, when and from where (A10). */
@ApiTags('security log')
@Controller()
export class SecurityLogController {
  constructor(
    private readonly queries: SecurityLogQueries,
    private readonly file: SecurityLogExport,
  ) {}

  /** A page of the log. */
  @Get('security-log')
  @Allow({ people: ['administrator'] })
  @ApiRoute({
    summary: 'Security log: who did what, when and from where; newest first',
    answers: { 200: securityLogPage },
  })
  page(@Query({ schema: securityLogQuery }) query: SecurityLogQuery): Promise<SecurityLogPage> {
    return this.queries.page(query);
  }

  /** All matching entries as CSV. */
  @Get('security-log.csv')
  @Allow({ people: ['administrator'] })
  @ApiRoute({ summary: 'The same entries as a CSV file', description: `${recorded} ${csvDescription}` })
  @TextResponse('text/csv', 'A header row, then one entry per record, newest first', csvExample)
  csv(
    @Query({ schema: securityLogExportQuery }) query: SecurityLogExportQuery,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    return this.file.open(query, 'csv', asker);
  }

  /** All matching entries as a workbook. */
  @Get('security-log.xlsx')
  @Allow({ people: ['administrator'] })
  @ApiRoute({ summary: 'The same entries as a workbook', description: `${recorded} ${workbookDescription}` })
  @FileResponse(mediaTypes.xlsx, 'A header row, then one entry per row, newest first')
  workbook(
    @Query({ schema: securityLogExportQuery }) query: SecurityLogExportQuery,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    return this.file.open(query, 'xlsx', asker);
  }
}
