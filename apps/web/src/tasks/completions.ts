/** How long a completion can be undone before it is sent. */
export const undoMilliseconds = 5000;

/** State of a requested completion: still undoable, or already sent. */
export type Completion = 'pending' | 'sending';

interface Pending {
  task: TaskToComplete;
  timer: ReturnType<typeof setTimeout>;
}

export interface TaskToComplete {
  uuid: string;
  title: string;
}

/**
 * Requested completions. Each is sent after a short delay, so that it can be undone; any number can be pending. Leaving
 * the page sends all of them immediately.
 */
export class Completions {
  private readonly listeners = new Set<() => void>();
  private readonly pending = new Map<string, Pending>();
  private readonly sending = new Set<string>();

  /** `send` completes a task and notifies the user of the outcome. It never rejects. */
  constructor(private readonly send: (task: TaskToComplete) => Promise<void>) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Undefined if no completion of the task was requested, or if it has finished. */
  stateOf(uuid: string): Completion | undefined {
    return this.pending.has(uuid) ? 'pending' : this.sending.has(uuid) ? 'sending' : undefined;
  }

  /** How many completions can be undone. */
  get pendingCount(): number {
    return this.pending.size;
  }

  /** Completes a task after the undo delay. */
  schedule(task: TaskToComplete): void {
    if (this.stateOf(task.uuid) === undefined) {
      const timer = setTimeout(() => void this.sendNow(task), undoMilliseconds);
      this.pending.set(task.uuid, { task, timer });
      this.notify();
    }
  }

  /** Cancels a pending completion. */
  undo(uuid: string): void {
    clearTimeout(this.pending.get(uuid)?.timer);
    this.pending.delete(uuid);
    this.notify();
  }

  /** Cancels all pending completions. */
  undoAll(): void {
    for (const uuid of this.pending.keys()) {
      this.undo(uuid);
    }
  }

  /** Sends all pending completions now. */
  sendAll(): void {
    for (const { task, timer } of this.pending.values()) {
      clearTimeout(timer);
      void this.sendNow(task);
    }
  }

  private async sendNow(task: TaskToComplete): Promise<void> {
    this.pending.delete(task.uuid);
    this.sending.add(task.uuid);
    this.notify();
    await this.send(task);
    this.sending.delete(task.uuid);
    this.notify();
  }

  private notify(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}
