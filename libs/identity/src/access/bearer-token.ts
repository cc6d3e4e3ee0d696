/** The part of a request that identifies the caller. */
export interface RequestWithHeaders {
  headers: { authorization?: string };
  /** The request as Node read it, with each line of a header that was sent several times. */
  raw?: { headersDistinct: { authorization?: string[] } };
}

/** Whether a request has several Authorization headers: another server may read a different one. */
export const isAmbiguous = ({ raw }: RequestWithHeaders): boolean =>
  (raw?.headersDistinct.authorization?.length ?? 0) > 1;

const bearer = /^bearer(?: +([^ ].*)?)?$/i;

/** Returns the token of a `Bearer` authorization header, empty if none follows; null for any other header or none. */
export const bearerTokenOf = (request: RequestWithHeaders): string | null => {
  const match = bearer.exec(request.headers.authorization ?? '');
  return match ? (match[1] ?? '') : null;
};
