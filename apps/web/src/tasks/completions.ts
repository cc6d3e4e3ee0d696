/** How long a completion can be taken back, before it is sent. */
export const undoMilliseconds = 5000;

/** What is becoming of a task that was pressed to be completed. */
export type Completion = 'waiting' | 'sending';

interface Waiting {
  task: TaskToComplete;
  timer: ReturnType<typeof setTimeout>;
}

export interface TaskToComplete {
  uuid: string;
  title: string;
}

/**
 * Completions that were asked for and not sent yet. Each waits a little, so that it can be taken back, any number at
 * once; whoever leaves has them sent at once.
 */
export class Completions {
  private readonly listeners = new Set<() => void>();
  private readonly waiting = new Map<string, Waiting>();
  private readonly sending = new Set<string>();

  /** `send` completes a task for good and tells by itself how it went. */
  constructor(private readonly send: (task: TaskToComplete) => Promise<void>) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Undefined when nobody asked for it, or it is over. */
  of(uuid: string): Completion | undefined {
    return this.waiting.has(uuid) ? 'waiting' : this.sending.has(uuid) ? 'sending' : undefined;
  }

  /** How many can be taken back. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** Completes a task after the time to take it back. */
  begin(task: TaskToComplete): void {
    if (this.of(task.uuid) === undefined) {
      const timer = setTimeout(() => void this.sendNow(task), undoMilliseconds);
      this.waiting.set(task.uuid, { task, timer });
      this.tell();
    }
  }

  /** Takes a completion back that was not sent. */
  undo(uuid: string): void {
    clearTimeout(this.waiting.get(uuid)?.timer);
    this.waiting.delete(uuid);
    this.tell();
  }

  /** Sends whatever waits. */
  sendAll(): void {
    for (const { task, timer } of this.waiting.values()) {
      clearTimeout(timer);
      void this.sendNow(task);
    }
  }

  private async sendNow(task: TaskToComplete): Promise<void> {
    this.waiting.delete(task.uuid);
    this.sending.add(task.uuid);
    this.tell();
    await this.send(task);
    this.sending.delete(task.uuid);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}
