import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import type { AuthConfiguration } from '../config.js';
import {
  deviceCodePage,
  deviceConfirmPage,
  deviceDonePage,
  type DeviceForm,
  type DeviceOutcome,
} from '../pages/device-pages.js';
import { failurePage } from '../pages/failure-pages.js';
import { pagePolicy, redirectPolicy } from '../pages/html.js';
import { autoSubmitPage } from '../pages/auto-submit-page.js';
import { languageCookie, readerOf, type Reader } from '../pages/reader.js';
import { signedOutPage, signOutPage } from '../pages/sign-out-pages.js';
import type { FailureKind } from '../pages/texts.js';

/** The parts of the context that pages need; available on unknown routes, too. */
type PageContext = Pick<
  KoaContextWithOIDC,
  'accepts' | 'append' | 'body' | 'headers' | 'method' | 'set' | 'status' | 'type' | 'url'
>;

/** Replaces the provider's built-in pages, which load resources from other sites. */
export class ProviderPages {
  constructor(private readonly configuration: AuthConfiguration) {}

  signOut(context: KoaContextWithOIDC): void {
    const form = { ...this.formOf(context, 'end_session_confirm'), application: this.application };
    this.show(context, (reader) => signOutPage(reader, form));
  }

  signedOut(context: KoaContextWithOIDC): void {
    this.show(context, (reader) => signedOutPage(reader, this.application));
  }

  deviceCode(context: KoaContextWithOIDC, error: Error | undefined): void {
    const form = this.formOf(context, 'code_verification');
    const outcome = error && outcomeOf(error);
    this.show(context, (reader) => deviceCodePage({ ...form, reader }, outcome), form.action);
  }

  deviceConfirm(context: KoaContextWithOIDC, userCode: string): void {
    const form = this.formOf(context, 'code_verification');
    const address = `${form.action}?${new URLSearchParams({ user_code: userCode }).toString()}`;
    this.show(context, (reader) => deviceConfirmPage({ ...form, reader, userCode }), address);
  }

  deviceDone(context: KoaContextWithOIDC): void {
    this.show(context, deviceDonePage);
  }

  /** An error as a page for people and as JSON for programs. The page does not explain server errors. */
  failure(context: PageContext, out: ErrorOut, error: Error): void {
    if (context.accepts('json', 'html') !== 'html') {
      context.body = out;
      return;
    }
    const kind = kindOf(out, error);
    const detail = kind === 'failed' ? undefined : out.error_description;
    const failure = { kind, code: out.error, detail, application: this.application };
    this.show(context, (reader) => failurePage(reader, failure));
  }

  /** The response for an unknown address. */
  notFound(context: PageContext): void {
    const description = 'there is nothing at this address';
    context.status = 404;
    this.failure(context, { error: 'not_found', error_description: description }, new Error(description));
  }

  /**
   * Lets the application frame redirects, which show nothing: it checks in a hidden frame whether someone is signed in
   * (prompt=none). Pages must never be framed.
   */
  redirect(context: Pick<KoaContextWithOIDC, 'remove' | 'set'>): void {
    context.remove('x-frame-options');
    context.set('content-security-policy', redirectPolicy(this.configuration.WEB_ORIGIN));
  }

  /** Puts the provider's auto-submitting form on our own page, for browsers that do not run scripts. */
  autoSubmit(context: PageContext): void {
    const form = typeof context.body === 'string' ? autoSubmitForm.exec(context.body)?.groups : undefined;
    if (form) {
      const { script = '', start = '', fields = '' } = form;
      context.body = autoSubmitPage(readerOf(context), { script, start, fields });
    }
  }

  private get application(): string {
    return `${this.configuration.WEB_ORIGIN[0] ?? ''}/`;
  }

  private formOf(context: KoaContextWithOIDC, route: string): Omit<DeviceForm, 'reader'> {
    const secret = context.oidc.session?.state?.['secret'];
    return {
      action: new URL(context.oidc.urlFor(route)).pathname,
      secret: typeof secret === 'string' ? secret : '',
      userCode: '',
    };
  }

  /** `address` is where the page can be requested again, if that differs from the current address. */
  private show(context: PageContext, page: (reader: Reader) => string, address?: string): void {
    const { OIDC_ISSUER: issuer, WEB_ORIGIN: origins } = this.configuration;
    const current = onThisSite(`${new URL(issuer).pathname}${context.url}`);
    const reader = readerOf(context, address ?? (context.method === 'GET' ? current : undefined));
    const cookie = languageCookie(context, issuer);
    if (cookie !== undefined) {
      context.append('set-cookie', cookie);
    }
    context.set('content-security-policy', pagePolicy(origins));
    context.set('cache-control', 'no-store');
    context.type = 'html';
    context.body = page(reader);
  }
}

/** A path as an address of this site: after two slashes, browsers would read a host. */
const onThisSite = (path: string): string => path.replace(/^[\\/]+/, '/');

// Matches the provider's markup, which it has already escaped.
const autoSubmitForm =
  /(?<script><script>[^]*<\/script>)[^]*(?<start><form method="post" action="[^"]*">)(?<fields>[^]*)<noscript>/;

const outcomeOf = (error: Error): DeviceOutcome => {
  if (error.name === 'AbortedError' || error.name === 'AccessDenied') {
    return 'stopped';
  }
  return ['NoCodeError', 'NotFoundError', 'ExpiredError', 'AlreadyUsedError'].includes(error.name)
    ? 'wrong-code'
    : 'failed';
};

const kinds: Partial<Record<string, FailureKind>> = {
  access_denied: 'cancelled',
  invalid_client: 'unknown-application',
  invalid_redirect_uri: 'unknown-return',
  not_found: 'not-found',
  server_error: 'failed',
};

const kindOf = ({ error: code }: ErrorOut, { name }: Error): FailureKind =>
  name === 'SessionNotFound' ? 'expired' : (kinds[code] ?? 'refused');
