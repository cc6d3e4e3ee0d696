import { Injectable } from '@nestjs/common';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AuthConfiguration } from '../config.js';

const cookieName = 'known-device';
// The longest that browsers keep a cookie.
const keptDays = 400;
const maximumAccounts = 10;
const daySeconds = 24 * 60 * 60;

/** A browser's mark for one account: a random device id and the day of the last sign-in, signed. */
interface Mark {
  device: string;
  day: number;
  signature: string;
}

/**
 * Devices that people have signed in on before (OWASP's device cookies), which strangers guessing at an account cannot
 * lock out. The browser keeps a signed cookie with a mark for each of the last ten accounts. A mark proves an earlier
 * sign-in only together with the account, does not reveal the account, and differs between accounts. The server stores
 * nothing, and gets the cookie only on Auth's own pages.
 */
@Injectable()
export class KnownDevices {
  constructor(private readonly configuration: AuthConfiguration) {}

  /** The id of a device that has signed in to this account before; undefined for any other device. */
  find(cookies: string | undefined, userId: string | undefined): string | undefined {
    // The marks are checked even if no one has the account, so that the time does not tell.
    const mark = this.markOf(marksIn(cookies), userId ?? noOne);
    return userId === undefined ? undefined : mark?.device;
  }

  /** The `Set-Cookie` value that makes the device known to this account. */
  cookieFor(cookies: string | undefined, userId: string): string {
    const marks = marksIn(cookies);
    const known = this.markOf(marks, userId);
    const device = known?.device ?? randomBytes(16).toString('base64url');
    const day = today();
    const mark = { device, day, signature: this.sign(userId, device, day) };
    const kept = [mark, ...marks.filter((other) => other !== known)].slice(0, maximumAccounts);
    const { pathname, protocol } = new URL(this.configuration.OIDC_ISSUER);
    const secure = protocol === 'https:' ? '; Secure' : '';
    const age = `Max-Age=${keptDays * daySeconds}`;
    return `${cookieName}=${kept.map(written).join('~')}; Path=${pathname}; ${age}; HttpOnly; SameSite=Lax${secure}`;
  }

  private markOf(marks: readonly Mark[], userId: string): Mark | undefined {
    return marks.find(
      ({ device, day, signature }) =>
        today() - day < keptDays && isSame(signature, this.sign(userId, device, day)),
    );
  }

  private sign(userId: string, device: string, day: number): string {
    return createHmac('sha256', this.configuration.COOKIE_SECRET)
      .update(['known-device', userId, device, String(day)].join('\n'))
      .digest('base64url');
  }
}

// The length of a person's id.
const noOne = '00000000-0000-0000-0000-000000000000';

const today = (): number => Math.floor(Date.now() / 1000 / daySeconds);

const markFormat = /^(?<device>[\w-]{22})\.(?<day>\d{1,6})\.(?<signature>[\w-]{43})$/;

const written = ({ device, day, signature }: Mark): string => [device, day, signature].join('.');

/** The well-formed marks in the cookie; ignores everything after the tenth. */
function marksIn(cookies: string | undefined): Mark[] {
  const value = (cookies ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);
  return (value ?? '')
    .split('~', maximumAccounts)
    .map((text) => markFormat.exec(text)?.groups)
    .filter((mark) => mark !== undefined)
    .map(({ device = '', day, signature = '' }) => ({ device, day: Number(day), signature }));
}

function isSame(left: string, right: string): boolean {
  const [shown, expected] = [Buffer.from(left), Buffer.from(right)];
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}
