import {
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  parkedMessage,
  parkedMessagePage,
  parkedMessagesQuery,
  uuid,
  type ParkedMessagesQuery,
  type ParkedMessageView,
} from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  ProblemResponse,
  RequestIdempotencyKey,
  type IdempotencyKey,
} from '@ates/platform';
import { DiscardParkedMessage } from './discard-parked-message.js';
import { ParkedMessages } from './parked-messages.js';
import { ReplayParkedMessage } from './replay-parked-message.js';

const idParameter = z.strictObject({ id: uuid });

/** Messages that could not be taken, for operators (S6). */
@ApiTags('parked messages')
@Controller('parked-messages')
export class ParkedMessagesController {
  constructor(
    private readonly parked: ParkedMessages,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Allow({ people: ['accountant', 'administrator'], services: 'parked-messages:read' })
  @ApiOperation({ summary: 'What waits for an operator, why, and how it begins; the oldest first' })
  @ApiResponse({ status: 200, standardSchema: parkedMessagePage })
  page(@Query({ schema: parkedMessagesQuery }) query: ParkedMessagesQuery) {
    return this.parked.page(query);
  }

  @Get(':id/body')
  @Header('cache-control', 'no-store')
  @Header('x-content-type-options', 'nosniff')
  @Allow({ people: ['accountant', 'administrator'], services: 'parked-messages:read' })
  @ApiOperation({ summary: 'The bytes of its body as they were sent, as a file' })
  @ApiResponse({
    status: 200,
    description: 'The bytes',
    content: {
      'application/octet-stream': {
        schema: { type: 'string', format: 'binary' },
        example: '{"task_uuid":"perch"}',
      },
    },
  })
  @ProblemResponse(404, {
    'parked-message-not-found': 'There is no such message',
    'parked-body-not-kept': 'The body was too large to keep; `preview` has its first kilobyte',
  })
  async body(@Param({ schema: idParameter }) { id }: { id: string }): Promise<StreamableFile> {
    const { size, bytes } = await this.parked.exportBody(id);
    return new StreamableFile(Readable.from(bytes, { objectMode: false }), {
      type: 'application/octet-stream',
      disposition: `attachment; filename="parked-message-${id}.bin"`,
      length: size,
    });
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiOperation({ summary: 'Give it to its handler once more; publish it again if no queue wanted it' })
  @ApiResponse({ status: 200, standardSchema: parkedMessage })
  @ProblemResponse(404, { 'parked-message-not-found': 'There is no such message' })
  @ProblemResponse(409, { 'parked-message-settled': 'It was replayed or discarded before' })
  @ProblemResponse(422, { 'replay-failed': 'It stays parked; `detail` says why' })
  @ProblemResponse(503, { 'broker-unavailable': 'RabbitMQ does not answer; it stays parked' })
  replay(
    @Param({ schema: idParameter }) { id }: { id: string },
    @RequestIdempotencyKey() key: IdempotencyKey | undefined,
  ): Promise<ParkedMessageView> {
    return this.commands.execute(new ReplayParkedMessage(id, key));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow({ people: ['administrator'] })
  @ApiOperation({ summary: 'Discard it; the row stays as a record' })
  @ApiResponse({ status: 204, description: 'Discarded' })
  @ProblemResponse(404, { 'parked-message-not-found': 'There is no such message' })
  @ProblemResponse(409, { 'parked-message-settled': 'It was replayed or discarded before' })
  discard(@Param({ schema: idParameter }) { id }: { id: string }): Promise<void> {
    return this.commands.execute(new DiscardParkedMessage(id));
  }
}
