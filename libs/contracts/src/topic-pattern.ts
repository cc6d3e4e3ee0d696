/** Topic matching as RabbitMQ does it: `*` is one word, `#` zero or more words. */
export function matchesPattern(pattern: string, type: string): boolean {
  return matchesWords(pattern.split('.'), type.split('.'));
}

function matchesWords([step, ...steps]: string[], words: string[]): boolean {
  if (step === undefined) {
    return words.length === 0;
  }
  if (step === '#') {
    return matchesWords(steps, words) || (words.length > 0 && matchesWords(['#', ...steps], words.slice(1)));
  }
  const isSame = words.length > 0 && (step === '*' || step === words[0]);
  return isSame && matchesWords(steps, words.slice(1));
}
