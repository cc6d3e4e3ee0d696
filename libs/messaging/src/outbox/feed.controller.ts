import { Controller, Get, Query, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { feedPage, feedQuery, problemBody, type FeedPage, type FeedQuery } from '@ates/contracts';
import { Allow } from '@ates/platform';
import { EventFeed } from './feed.queries.js';

/** The event feed for other services: transport without a broker, second way, and source for who starts from nothing. */
@ApiTags('events')
@Allow({ services: 'events:read' })
@Controller('events')
export class EventFeedController implements BeforeApplicationShutdown {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @ApiOperation({ summary: 'The events after a position, in order; waits for one when asked to (S4)' })
  @ApiResponse({
    status: 200,
    standardSchema: feedPage,
    description: 'Events in position order, perhaps none',
  })
  @ApiResponse({ status: 409, standardSchema: problemBody, description: 'feed-rewound: read again from 0' })
  page(@Query({ schema: feedQuery }) query: FeedQuery): Promise<FeedPage> {
    return this.feed.page(query);
  }

  beforeApplicationShutdown(): void {
    this.feed.endWaiting();
  }
}
