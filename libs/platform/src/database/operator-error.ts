/** An error that ends the process and is read by the operator: a sentence without a stack. */
export function operatorError(sentence: string): Error {
  const error = new Error(sentence);
  error.stack = error.message;
  return error;
}
