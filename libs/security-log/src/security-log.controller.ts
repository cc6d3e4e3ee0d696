import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  securityLogExportQuery,
  securityLogPage,
  securityLogQuery,
  type SecurityLogExportQuery,
  type SecurityLogPage,
  type SecurityLogQuery,
} from '@ates/contracts';
import {
  Allow,
  csvDescription,
  CurrentAsker,
  FileResponse,
  mediaTypes,
  ProblemResponse,
  TextResponse,
  workbookDescription,
  type Asker,
} from '@ates/platform';
import { SecurityLogExport } from './security-log-export.js';
import { SecurityLogQueries } from './security-log.queries.js';

const recorded = 'The log records who takes such a file.';

const csvExample = [
  'id,at,action,actor_kind,actor_id,actor_name,subject_kind,subject_id,subject_name,address,user_agent,client_id,request_id,details',
  '42,2026-03-02T09:30:01.123456Z,user.deleted,person,"0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b01","Ara",person,' +
    '"0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a","Polly","192.0.2.17","Mozilla/5.0","web","0d8f6c1e-6a55-4f3e-9d42-1c9a7b30f5de","{}"',
].join('\r\n');

/** Who did what to whom, when and from where, for administrators (A10). */
@ApiTags('security log')
@ProblemResponse(400, {
  'invalid-request': 'a parameter is wrong or unknown; `errors` names it',
  'invalid-cursor': 'the cursor is not one that this list gave',
})
@ProblemResponse(401, { 'missing-token': 'no access token', 'expired-token': 'the access token has expired' })
@ProblemResponse(403, { 'role-required': 'for administrators' })
@Controller()
export class SecurityLogController {
  constructor(
    private readonly queries: SecurityLogQueries,
    private readonly file: SecurityLogExport,
  ) {}

  /** A page of the log. */
  @Get('security-log')
  @Allow({ people: ['administrator'] })
  @ApiOperation({ summary: 'Who did what, when and from where; newest first' })
  @ApiResponse({ status: 200, standardSchema: securityLogPage })
  page(@Query({ schema: securityLogQuery }) query: SecurityLogQuery): Promise<SecurityLogPage> {
    return this.queries.page(query);
  }

  /** All entries that are asked for, as CSV. */
  @Get('security-log.csv')
  @Allow({ people: ['administrator'] })
  @ApiOperation({ summary: 'The same entries as a CSV file', description: `${recorded} ${csvDescription}` })
  @TextResponse('text/csv', 'One entry a record, newest first, under a header', csvExample)
  csv(
    @Query({ schema: securityLogExportQuery }) query: SecurityLogExportQuery,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    return this.file.open(query, 'csv', asker);
  }

  /** All entries that are asked for, for a spreadsheet. */
  @Get('security-log.xlsx')
  @Allow({ people: ['administrator'] })
  @ApiOperation({
    summary: 'The same entries as a workbook for spreadsheets',
    description: `${recorded} ${workbookDescription}`,
  })
  @FileResponse(mediaTypes.xlsx, 'One entry a row, newest first, under a header')
  workbook(
    @Query({ schema: securityLogExportQuery }) query: SecurityLogExportQuery,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    return this.file.open(query, 'xlsx', asker);
  }
}
