import { AsyncLocalStorage } from 'node:async_hooks';

/** Who acts: a signed-in person, a client with its own token, the system itself, or a caller without a token. */
export interface Actor {
  kind: 'person' | 'client' | 'system' | 'anonymous';
  /** The person's UUID, the client's id, or the name of the command or part of the system. */
  id: string | undefined;
}

/** The request or command that the current work belongs to (A10). */
export interface RequestContext {
  actor: Actor;
  requestId: string | undefined;
  /** The client's address as reported by the trusted proxies. */
  address: string | undefined;
  userAgent: string | undefined;
  /** The client that the caller's token was issued to, also when it acts for a person. */
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

/** The context of the current work; the system's own when no request or command started it. */
export const currentContext = (): RequestContext => contexts.getStore() ?? background;

/** Runs `work`, including everything it awaits, in a context. */
export const withContext = <Result>(context: RequestContext, work: () => Result): Result =>
  contexts.run(context, work);

/** Runs `work` as the system; `name` is the command or the part of the system that acts. */
export const asSystem = <Result>(name: string, work: () => Result): Result =>
  withContext({ ...background, actor: { kind: 'system', id: name } }, work);

/** Records the caller of the current request once the guard has identified them. */
export function noteCaller(actor: Actor, clientId: string | undefined): void {
  const context = contexts.getStore();
  if (context) {
    context.actor = actor;
    context.clientId = clientId;
  }
}
