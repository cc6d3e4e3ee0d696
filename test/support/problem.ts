/** Matches the response to a rejected request. */
export const problem = (status: number, code: string) => ({
  status,
  body: { type: `urn:ates:problem:${code}`, status },
});
