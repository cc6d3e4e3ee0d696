/** The part of a request that identifies the caller. */
export interface RequestWithHeaders {
  headers: { authorization?: string };
}

const bearer = /^bearer(?: +([^ ].*)?)?$/i;

/** Returns the token of a `Bearer` authorization header, empty if none follows; null for any other header or none. */
export const bearerTokenOf = (request: RequestWithHeaders): string | null => {
  const match = bearer.exec(request.headers.authorization ?? '');
  return match ? (match[1] ?? '') : null;
};
