/** Words of the pages about tasks. */
export const tasks = {
  place_tasks: 'Tasks',
  place_reassignments: 'Reassignments',
} as const;
