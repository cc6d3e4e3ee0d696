import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { envelopeOf } from './envelope.js';
import { Mailer, MailServerFailed, type Mail } from './mailer.js';

/** Writes each mail to an `.eml` file with the mail's own name, so that a repeated write replaces the file. */
export class FolderMailer extends Mailer {
  private readonly transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

  constructor(
    private readonly folder: string,
    private readonly from: string,
  ) {
    super();
  }

  async send(mail: Mail): Promise<void> {
    const { message } = await this.transport.sendMail(envelopeOf(mail, this.from));
    try {
      await mkdir(this.folder, { recursive: true });
      await this.write(`${mail.name}.eml`, message as Buffer);
    } catch (error) {
      throw new MailServerFailed(`The mail could not be written: ${String(error)}`, { cause: error });
    }
  }

  close(): void {
    this.transport.close();
  }

  /** Writes a file atomically. The temporary name is fixed, so the next attempt reuses whatever a crash left behind. */
  private async write(name: string, content: Buffer): Promise<void> {
    const unfinished = path.join(this.folder, `.${name}.unfinished`);
    const file = await open(unfinished, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path.join(this.folder, name));
  }
}
