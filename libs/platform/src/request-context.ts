import { AsyncLocalStorage } from 'node:async_hooks';

/** Who does something: a signed-in person, a client with its own token, the system itself, or a caller without a token. */
export interface Actor {
  kind: 'person' | 'client' | 'system' | 'anonymous';
  /** The person's UUID, the client's id, or the name of the command or part of the system. */
  id: string | undefined;
}

/** What is known of the request, or of the command, that the current work belongs to (A10). */
export interface RequestContext {
  actor: Actor;
  requestId: string | undefined;
  /** As the trusted proxies give it. */
  address: string | undefined;
  userAgent: string | undefined;
  /** The client whose token the caller shows, also where it speaks for a person. */
  clientId: string | undefined;
}

const contexts = new AsyncLocalStorage<RequestContext>();

const background: RequestContext = {
  actor: { kind: 'system', id: undefined },
  requestId: undefined,
  address: undefined,
  userAgent: undefined,
  clientId: undefined,
};

/** The context of the current work; that of the system where no request and no command began it. */
export const currentContext = (): RequestContext => contexts.getStore() ?? background;

/** Runs `work`, and everything that it awaits, in a context. */
export const withContext = <Result>(context: RequestContext, work: () => Result): Result =>
  contexts.run(context, work);

/** Runs `work` as the system, in the name of a command or of a part of the system. */
export const asSystem = <Result>(name: string, work: () => Result): Result =>
  withContext({ ...background, actor: { kind: 'system', id: name } }, work);

/** Says who the caller of the current request is, once the guard knows. */
export function noteCaller(actor: Actor, clientId: string | undefined): void {
  const context = contexts.getStore();
  if (context) {
    context.actor = actor;
    context.clientId = clientId;
  }
}
