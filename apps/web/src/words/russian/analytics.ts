export const analytics = {
  place_analytics: 'Аналитика',
} as const;
