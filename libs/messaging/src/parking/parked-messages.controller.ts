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
import { ApiResponse, ApiTags } from '@nestjs/swagger';
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
  ApiRoute,
  Allow,
  ApiIdempotencyKey,
  RequestIdempotencyKey,
  type IdempotencyKey,
} from '@ates/platform';
import { DiscardParkedMessage } from './discard-parked-message.js';
import { ParkedMessages } from '../messages/parked-messages.js';
import { ReplayParkedMessage } from './replay-parked-message.js';

const idParameter = z.strictObject({ id: uuid });

/** Parked (dead-lettered) messages, for operators (S6). */
@ApiTags('parked messages')
@Controller('parked-messages')
export class ParkedMessagesController {
  constructor(
    private readonly parked: ParkedMessages,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Allow({ people: ['accountant', 'administrator'], services: 'parked-messages:read' })
  @ApiRoute({
    summary: 'List parked (dead-lettered) messages with the reason and a preview, oldest first',
    answers: { 200: parkedMessagePage },
  })
  page(@Query({ schema: parkedMessagesQuery }) query: ParkedMessagesQuery) {
    return this.parked.page(query);
  }

  @Get(':id/body')
  @Header('cache-control', 'no-store')
  @Header('x-content-type-options', 'nosniff')
  @Allow({ people: ['accountant', 'administrator'], services: 'parked-messages:read' })
  @ApiRoute({
    summary: 'Download the body exactly as sent',
    problems: {
      404: {
        'parked-message-not-found': 'No parked message has this id',
        'parked-body-not-kept': 'The body was too large to keep; `preview` contains its first kilobyte',
      },
    },
  })
  @ApiResponse({
    status: 200,
    description: 'The bytes of the body',
    content: {
      'application/octet-stream': {
        schema: { type: 'string', format: 'binary' },
        example: '{"task_uuid":"perch"}',
      },
    },
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
  @ApiRoute({
    summary: 'Replay a message: deliver it to its handler again, or republish an unrouted one',
    answers: { 200: parkedMessage },
    problems: {
      404: { 'parked-message-not-found': 'No parked message has this id' },
      409: { 'parked-message-settled': 'The message was already replayed or discarded' },
      422: { 'replay-failed': 'The message stays parked; see `detail` for the reason' },
      503: { 'broker-unavailable': 'RabbitMQ does not answer; the message stays parked' },
    },
  })
  replay(
    @Param({ schema: idParameter }) { id }: { id: string },
    @RequestIdempotencyKey() key: IdempotencyKey | undefined,
  ): Promise<ParkedMessageView> {
    return this.commands.execute(new ReplayParkedMessage(id, key));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow({ people: ['administrator'] })
  @ApiRoute({
    summary: 'Discard a message; its row stays as a record',
    answers: { 204: 'Discarded' },
    problems: {
      404: { 'parked-message-not-found': 'No parked message has this id' },
      409: { 'parked-message-settled': 'The message was already replayed or discarded' },
    },
  })
  discard(@Param({ schema: idParameter }) { id }: { id: string }): Promise<void> {
    return this.commands.execute(new DiscardParkedMessage(id));
  }
}
