import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime, { type Email } from 'postal-mime';

/** The mails in a folder of `.eml` files, oldest first; none if the folder does not exist. */
export async function mailsIn(folder: string): Promise<Email[]> {
  const names = await readdir(folder).catch(() => []);
  const mails = names.filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(mails.map(async (name) => PostalMime.parse(await readFile(path.join(folder, name)))));
}

/** The one-time link in a mail. Throws if there is none. */
export function linkIn({ text }: Pick<Email, 'text'>): string {
  const link = /^(https?:\/\/\S+\/link\/\S+)$/m.exec(text ?? '')?.[1];
  if (link === undefined) {
    throw new Error(`There is no link in this mail:\n${text}`);
  }
  return link;
}
