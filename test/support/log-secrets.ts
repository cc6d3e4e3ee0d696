/** What no log may contain, by what it is: forms of secrets whose values no one knows beforehand. */
const forms: [string, RegExp][] = [
  ['a token', /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY|"(?:d|dp|dq|qi)":"[\w-]{20,}"/],
  ['credentials of a header', /\b(?:authorization|cookie)["']?\s*[:=]\s*["']?\S/i],
  ['credentials of a header', /\b(?:Bearer|Basic) [\w+/=.-]{16,}/],
  ['the password of an address', /\b[a-z][a-z+]*:\/\/[^\s/:@]+:[^\s/@]+@/i],
  ['a one-time link', /[?&#/](?:token|code|reset|invitation|confirm)[=/][\w-]{20,}/i],
  ['the hash of a photo', /\bbeak\b.{0,30}\b[0-9a-f]{64}\b/i],
  ['a hash of a password', /\$argon2id?\$|\$scrypt\$/],
];

/** Environment keys whose values are secrets. */
const secretKey = /SECRET|PASSWORD|TOKEN(?!_SECONDS|_REQUESTS)/;

/** A secret shorter than this is found in too many lines that have nothing to do with it. */
const shortest = 8;

const known = new Set<string>();
const found = new Set<string>();

/** Adds values that no log may contain from now on: passwords, codes, keys that a test uses. */
export function keepOutOfLogs(...secrets: readonly string[]): void {
  secrets.filter((secret) => secret.length >= shortest).forEach((secret) => known.add(secret));
}

/** Adds the secrets of a service's environment, those within addresses too. */
export function keepEnvironmentOutOfLogs(environment: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(environment)) {
    if (secretKey.test(key)) {
      keepOutOfLogs(value);
    }
    if (URL.canParse(value)) {
      keepOutOfLogs(decodeURIComponent(new URL(value).password));
    }
  }
}

/** The secret in a line of a log, in words; undefined if there is none. */
export function secretIn(line: string): string | undefined {
  const form = forms.find(([, pattern]) => pattern.test(line));
  if (form !== undefined) {
    return form[0];
  }
  for (const secret of known) {
    if (line.includes(secret)) {
      return 'a known secret';
    }
  }
  return undefined;
}

/** Reads the output of a process as it comes, and notes each line that contains a secret. */
export class LogWatch {
  private rest = '';

  constructor(private readonly source: string) {}

  read(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const secret = secretIn(line);
      if (secret !== undefined) {
        found.add(`${this.source} logs ${secret}: ${line.slice(0, 500)}`);
      }
    }
  }
}

/** Returns the lines with secrets since the last call. */
export function takeLogSecrets(): string[] {
  const lines = [...found];
  found.clear();
  return lines;
}
