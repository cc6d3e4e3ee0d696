import { ConsoleLogger } from '@nestjs/common';
import { currentContext } from '../request-context.js';

/** Writes the log, and adds the request's id to each line that belongs to a request. */
export class ServiceLogger extends ConsoleLogger {
  protected override formatContext(context: string): string {
    const { requestId } = currentContext();
    return super.formatContext(requestId === undefined ? context : `${context} ${requestId}`);
  }

  protected override getJsonLogObject(...parts: Parameters<ConsoleLogger['getJsonLogObject']>) {
    const { requestId } = currentContext();
    const line = super.getJsonLogObject(...parts);
    return requestId === undefined ? line : { ...line, request_id: requestId };
  }
}
