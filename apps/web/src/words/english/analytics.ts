/** Words of the analytics page. */
export const analytics = {
  place_analytics: 'Analytics',
} as const;
