/** What the answer to a refused request must have. */
export const problem = (status: number, code: string) => ({
  status,
  body: { type: `urn:ates:problem:${code}`, status },
});
