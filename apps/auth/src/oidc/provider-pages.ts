import type { Client, ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import type { AuthConfiguration } from '../config.js';
import {
  deviceCodePage,
  deviceConfirmPage,
  deviceDonePage,
  type DeviceForm,
  type DeviceOutcome,
} from '../pages/device-pages.js';
import { pagePolicy, readersLanguage } from '../pages/html.js';
import type { Language } from '../pages/language.js';
import { expiredPage, failurePage } from '../pages/sign-in-pages.js';
import { signedOutPage, signOutPage } from '../pages/sign-out-pages.js';

/** What a page needs of a request, whether or not the provider knows what it is about. */
type PageContext = Pick<KoaContextWithOIDC, 'accepts' | 'set' | 'type' | 'body' | 'headers' | 'status'>;

/** The pages that the provider shows by itself, in place of its own, which load things from outside. */
export class ProviderPages {
  constructor(private readonly configuration: AuthConfiguration) {}

  signOut(context: KoaContextWithOIDC): void {
    const { action, secret } = this.formOf(context, 'end_session_confirm');
    this.show(context, (language) => signOutPage(language, action, secret));
  }

  signedOut(context: KoaContextWithOIDC): void {
    this.show(context, (language) => signedOutPage(language, this.home));
  }

  deviceCode(context: KoaContextWithOIDC, error: Error | undefined): void {
    const form = this.formOf(context, 'code_verification');
    const outcome = error && outcomeOf(error);
    this.show(context, (language) => deviceCodePage({ ...form, language }, outcome));
  }

  deviceConfirm(context: KoaContextWithOIDC, client: Client, userCode: string): void {
    const form = this.formOf(context, 'code_verification');
    const name = client.clientName ?? client.clientId;
    this.show(context, (language) => deviceConfirmPage({ ...form, language, userCode }, name));
  }

  deviceDone(context: KoaContextWithOIDC): void {
    this.show(context, deviceDonePage);
  }

  /** An error as a page for people and as JSON for programs. What is not the asker's fault is not explained. */
  failure(context: PageContext, out: ErrorOut, error: Error): void {
    if (context.accepts('json', 'html') !== 'html') {
      context.body = out;
      return;
    }
    if (error.name === 'SessionNotFound') {
      this.show(context, (language) => expiredPage(language, this.home));
      return;
    }
    const why = out.error === 'server_error' ? undefined : (out.error_description ?? out.error);
    const failure = { code: out.error, why, startAgain: this.home };
    this.show(context, (language) => failurePage(language, failure));
  }

  /** There is nothing at this address. */
  notFound(context: PageContext): void {
    const description = 'there is nothing at this address';
    context.status = 404;
    this.failure(context, { error: 'not_found', error_description: description }, new Error(description));
  }

  private get home(): string {
    return `${this.configuration.WEB_ORIGIN[0] ?? ''}/`;
  }

  private formOf(context: KoaContextWithOIDC, route: string): Omit<DeviceForm, 'language'> {
    const secret = context.oidc.session?.state?.['secret'];
    return {
      action: context.oidc.urlFor(route),
      secret: typeof secret === 'string' ? secret : '',
      userCode: '',
    };
  }

  private show(context: PageContext, page: (language: Language) => string): void {
    context.set('content-security-policy', pagePolicy(this.configuration.WEB_ORIGIN));
    context.type = 'html';
    context.body = page(readersLanguage(context.headers));
  }
}

const outcomeOf = (error: Error): DeviceOutcome => {
  if (error.name === 'AbortedError') {
    return 'stopped';
  }
  return ['NoCodeError', 'NotFoundError', 'ExpiredError', 'AlreadyUsedError'].includes(error.name)
    ? 'wrong-code'
    : 'failed';
};
