/** What of a request says who is calling. */
export interface RequestWithHeaders {
  headers: { authorization?: string };
}

const bearer = /^bearer(?: +([^ ].*)?)?$/i;

/** What follows `Bearer` in the request's authorization, empty when nothing does; null when it has none. */
export const bearerTokenOf = (request: RequestWithHeaders): string | null => {
  const match = bearer.exec(request.headers.authorization ?? '');
  return match ? (match[1] ?? '') : null;
};
