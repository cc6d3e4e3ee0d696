import { fork, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node';

/** How many runs a process lasts, so that what failed tests leave behind does not add up. */
const longestLife = 60;

/** A run in which a test timed out may have left something hanging, so its process is not used again. */
const longestRunMilliseconds = Number(process.env['MUTATION_TEST_SECONDS']) * 1000;

type Listener = (data: unknown) => void;

interface Kept {
  process: ChildProcess;
  runs: number;
  /** Its modules were loaded with a mutant that changed what loading them does. */
  isMutated: boolean;
}

let kept: Kept | undefined;

/**
 * A worker whose process outlives a run of vitest: there is a run for each mutant, and loading Nest and TypeORM takes
 * seconds. For a mutant in code that runs while modules are loaded, our own modules are loaded again, and once more
 * afterwards (`loaded-again.ts`).
 */
class LastingWorker implements PoolWorker {
  readonly name = 'lasting';
  readonly cacheFs = true;
  private readonly listeners = new Map<Listener, string>();
  private readonly startedAt = performance.now();

  constructor(private readonly options: PoolOptions) {}

  async start(): Promise<void> {
    if (kept?.process.connected !== true) {
      kept = { process: this.startProcess(), runs: 0, isMutated: false };
    }
    kept.runs += 1;
  }

  private startProcess(): ChildProcess {
    const { distPath, env, execArgv } = this.options;
    const entry = path.resolve(distPath, 'workers/forks.js');
    return fork(entry, [], { env, execArgv, stdio: 'ignore', serialization: 'advanced' });
  }

  on(event: string, listener: Listener): void {
    kept?.process.on(event, listener);
    this.listeners.set(listener, event);
  }

  off(event: string, listener: Listener): void {
    kept?.process.off(event, listener);
    this.listeners.delete(listener);
  }

  send(message: WorkerRequest): void {
    if (message.type === 'stop') {
      this.answerStop();
    } else {
      kept?.process.send(message.type === 'run' ? this.withModulesOf(message) : message);
    }
  }

  /** A process that was asked to stop listens no more. This one must go on, so the request does not reach it. */
  private answerStop(): void {
    for (const [listener, event] of this.listeners) {
      if (event === 'message') {
        listener({ type: 'stopped', __vitest_worker_response__: true });
      }
    }
  }

  private withModulesOf(run: Extract<WorkerRequest, { type: 'run' }>): WorkerRequest {
    const mutates = Reflect.get(this.options.project.getProvidedContext(), 'mutantActivation') === 'static';
    const loadsAgain = mutates || kept?.isMutated === true;
    if (kept) {
      kept.isMutated = mutates;
    }
    const invalidates = loadsAgain ? ownModules(this.options.project.config.root) : [];
    return { ...run, context: { ...run.context, invalidates } };
  }

  async stop(): Promise<void> {
    for (const [listener, event] of this.listeners) {
      kept?.process.off(event, listener);
    }
    // Its first run loads everything, which may take long on a busy machine.
    const mayHang =
      kept !== undefined && kept.runs > 1 && performance.now() - this.startedAt > longestRunMilliseconds;
    if (kept && (mayHang || kept.runs >= longestLife)) {
      kept.process.kill('SIGKILL');
      kept = undefined;
    }
  }

  deserialize(data: unknown): unknown {
    return data;
  }
}

const modules = new Map<string, string[]>();

/** The modules of our own in a checkout. */
function ownModules(root: string): string[] {
  const known = modules.get(root);
  if (known) {
    return known;
  }
  const found = ['apps', 'libs', 'test'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(root, folder, file)),
  );
  modules.set(root, found);
  return found;
}

/** The pool for vitest. */
export const lastingPool: PoolRunnerInitializer = {
  name: 'lasting',
  createPoolWorker: (options) => new LastingWorker(options),
};
