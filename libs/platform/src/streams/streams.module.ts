import { Global, Module } from '@nestjs/common';
import { Changes } from './changes.js';
import { EventStreams } from './event-streams.js';

/** Server-sent event streams and the changes they announce. Needs DatabaseModule. */
@Global()
@Module({ providers: [Changes, EventStreams], exports: [Changes, EventStreams] })
export class StreamsModule {}
