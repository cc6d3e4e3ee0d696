export const tasks = {
  place_tasks: 'Задачи',
  place_reassignments: 'Переназначения',
} as const;
