import { Injectable } from '@nestjs/common';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AuthConfiguration } from '../config.js';

const cookieName = 'known-device';
// What a browser keeps a cookie for at most.
const keptDays = 400;
const mostAccounts = 10;
const daySeconds = 24 * 60 * 60;

/** What a browser shows for one account: chosen by chance once, with the day of the last sign-in. */
interface Mark {
  device: string;
  day: number;
  signature: string;
}

/**
 * Devices that people signed in on before (as OWASP's device cookies): strangers who try an account cannot keep them
 * out. A browser keeps a signed cookie with a mark for each of the last ten accounts. A mark proves a sign-in to
 * somebody who names the account, and tells nothing else: not whose it is, and not the same for two accounts. The server
 * keeps none of it, and sees the cookie on Auth's own pages alone.
 */
@Injectable()
export class KnownDevices {
  constructor(private readonly configuration: AuthConfiguration) {}

  /** What the device is called that signed in to this account before; undefined for one that did not. */
  find(cookies: string | undefined, userId: string | undefined): string | undefined {
    return userId === undefined ? undefined : this.markOf(marksIn(cookies), userId)?.device;
  }

  /** The cookie by which the device is known from now on, as `Set-Cookie` has it. */
  cookieFor(cookies: string | undefined, userId: string): string {
    const marks = marksIn(cookies);
    const known = this.markOf(marks, userId);
    const device = known?.device ?? randomBytes(16).toString('base64url');
    const day = today();
    const mark = { device, day, signature: this.sign(userId, device, day) };
    const kept = [mark, ...marks.filter((other) => other !== known)].slice(0, mostAccounts);
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

const today = (): number => Math.floor(Date.now() / 1000 / daySeconds);

const writtenMark = /^(?<device>[\w-]{22})\.(?<day>\d{1,6})\.(?<signature>[\w-]{43})$/;

const written = ({ device, day, signature }: Mark): string => [device, day, signature].join('.');

/** All marks of the cookie that are written as ours are; more than ten are not looked at. */
function marksIn(cookies: string | undefined): Mark[] {
  const value = (cookies ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);
  return (value ?? '')
    .split('~', mostAccounts)
    .map((text) => writtenMark.exec(text)?.groups)
    .filter((mark) => mark !== undefined)
    .map(({ device = '', day, signature = '' }) => ({ device, day: Number(day), signature }));
}

function isSame(left: string, right: string): boolean {
  const [shown, expected] = [Buffer.from(left), Buffer.from(right)];
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}
