import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { collectDefaultMetrics, Histogram, register } from 'prom-client';
import { Allow } from './access.js';
import { TextResponse } from './http/documentation.js';

export { Counter, Gauge, Histogram } from 'prom-client';

/** How long requests took, by route as it is declared (never by address, which has ids in it). */
export const requestDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time to answer a request',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
});

let isCollecting = false;

/** Measures the process itself: memory, event loop, CPU. */
export const collectProcessMetrics = (): void => {
  if (!isCollecting) {
    collectDefaultMetrics();
    isCollecting = true;
  }
};

/** Figures for Prometheus. */
@ApiTags('operation')
@Allow({ people: ['administrator'], services: 'metrics:read' })
@Controller('metrics')
export class MetricsController {
  @Get()
  @Header('content-type', register.contentType)
  @ApiOperation({ summary: 'Metrics in the text format of Prometheus' })
  @TextResponse('text/plain', 'One figure a line', 'process_resident_memory_bytes 113246208')
  metrics(): Promise<string> {
    return register.metrics();
  }
}
