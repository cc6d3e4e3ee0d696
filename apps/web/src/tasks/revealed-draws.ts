const revealed = new Set<string>();

/** Remembers that the user has just seen who got a task, so that it isn't announced to them once more. */
export const noteRevealed = (taskId: string): void => {
  revealed.add(taskId);
};

/** Whether the user has seen who got the task when they created or reassigned it. */
export const wasRevealed = (taskId: string | undefined): boolean =>
  taskId !== undefined && revealed.has(taskId);
