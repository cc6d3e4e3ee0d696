import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { feedPage, feedQuery, problemBody, type FeedQuery } from '@ates/contracts';
import { Allow } from '@ates/platform';
import { EventFeed } from './feed.queries.js';

/** The event feed for other services: transport without a broker, second way, and source for who starts from nothing. */
@ApiTags('events')
@Allow({ services: 'events:read' })
@Controller('events')
export class EventFeedController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'The events after a position, in order; waits for one when asked to (S4)' })
  @ApiResponse({
    status: 200,
    standardSchema: feedPage,
    description: 'Events in position order, perhaps none',
  })
  @ApiResponse({ status: 409, standardSchema: problemBody, description: 'feed-rewound: read again from 0' })
  page(@Query({ schema: feedQuery }) query: FeedQuery): Promise<string> {
    return this.feed.page(query);
  }
}
