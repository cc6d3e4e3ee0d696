import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { currentContext } from '../request-context.js';

// Everything that ends a line or moves the cursor of a terminal: C0, DEL, C1, and the separators of Unicode.
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * Text on one line, with control characters written as escapes: whatever others have put into it, it can neither forge
 * another line of the log nor control a terminal.
 */
export const inOneLogLine = (text: string): string =>
  text.replaceAll(control, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^[^\\]$/, unicodeEscape),
  );

const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Writes the log, one line for each message, and adds the request's id to each that belongs to a request. */
export class ServiceLogger extends ConsoleLogger {
  protected override stringifyMessage(message: unknown, logLevel: LogLevel): string {
    return super.stringifyMessage(typeof message === 'string' ? inOneLogLine(message) : message, logLevel);
  }

  /** Indents every line of a stack, which begins with the message of the error. */
  protected override printStackTrace(stack = ''): void {
    const lines = stack.split('\n').map((line) => `    ${inOneLogLine(line.trimStart())}`);
    super.printStackTrace(stack === '' ? '' : lines.join('\n'));
  }

  /** JSON escapes only C0: the rest of the control characters would reach the terminal of someone who reads the file. */
  protected override stringifyJsonLogObject(
    ...parts: Parameters<ConsoleLogger['stringifyJsonLogObject']>
  ): string {
    return super.stringifyJsonLogObject(...parts).replaceAll(control, unicodeEscape);
  }

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
