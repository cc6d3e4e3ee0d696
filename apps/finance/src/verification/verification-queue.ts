import pLimit from 'p-limit';
import { Problem } from '@ates/platform';

/** Verifications of different days that may wait. Each may take minutes, so more would only wait in vain. */
const mostWaiting = 4;

const retrySeconds = 10;

/** Throws once no caller waits for the answer any more. */
export type Checkpoint = () => void;

/** Runs one piece of long work at a time, and shares it among those who want the same. */
export class VerificationQueue<Answer> {
  private readonly oneAtATime = pLimit(1);
  private readonly waiting = new Map<string, { callers: AbortSignal[]; answer: Promise<Answer> }>();

  /**
   * Runs `work` when its turn comes, and returns its answer to all who asked for the same `name` before it began. Work that
   * no caller waits for any more is dropped: before it begins, or at its next checkpoint. `gone` aborts when the caller is gone.
   * Throws the Problem `verifications-busy` if too much is waiting.
   */
  run(name: string, gone: AbortSignal, work: (checkpoint: Checkpoint) => Promise<Answer>): Promise<Answer> {
    const shared = this.waiting.get(name);
    if (shared) {
      shared.callers.push(gone);
      return shared.answer;
    }
    const wanted = [...this.waiting.values()].filter(({ callers }) => isWaitedFor(callers));
    if (wanted.length >= mostWaiting) {
      throw verificationsBusy();
    }
    const callers = [gone];
    const checkpoint = (): void => {
      if (!isWaitedFor(callers)) {
        throw callersGone();
      }
    };
    const answer = this.oneAtATime(async () => {
      this.waiting.delete(name);
      checkpoint();
      return work(checkpoint);
    });
    this.waiting.set(name, { callers, answer });
    return answer;
  }
}

const isWaitedFor = (callers: readonly AbortSignal[]): boolean => callers.some(({ aborted }) => !aborted);

const verificationsBusy = (): Problem =>
  new Problem(
    'unavailable',
    'verifications-busy',
    'Others are verifying the books, and more are waiting. Try again in a moment.',
    { retryAfterSeconds: retrySeconds },
  );

// Never delivered: every caller has disconnected.
const callersGone = (): Problem => new Problem('unavailable', 'asker-gone', 'The connection was closed.');
