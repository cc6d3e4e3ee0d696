/** Texts of notifications: the bell, its list, and cards about what has just happened. */
export const notifications = {
  title: 'Notifications',
  unreadTitle_one: 'Notifications, {{number}} unread',
  unreadTitle_other: 'Notifications, {{number}} unread',
  markAllRead: 'Mark all as read',
  unread: 'Unread:',
  none: 'No notifications yet',
  noneDetail: 'You’ll be notified when a task is assigned to you or to someone else instead of you.',

  dailyDigest: 'Daily digest by mail',
  dailyDigestDetail: 'After each day, we’ll mail you what happened to your tasks.',

  arrived_assigned: 'You have a new task',
  arrived_taken: 'A task moved to someone else',
  arrived_reassigned: 'All open tasks were reassigned',
  manyArrived_one: '{{count}} new notification',
  manyArrived_other: '{{count}} new notifications',

  what_assigned_created: 'New task for you',
  what_assigned_redrawn: 'Reassigned to you',
  what_assigned_left: 'Reassigned to you because someone left',
  what_taken_created: 'Assigned to someone else',
  what_taken_redrawn: 'Reassigned to someone else',
  what_taken_left: 'Reassigned because you can no longer take tasks',
  what_reassigned: 'All open tasks reassigned',

  came_one: '{{number}} task came',
  came_other: '{{number}} tasks came',
  went_one: '{{number}} went',
  went_other: '{{number}} went',
  stayed_one: '{{number}} was drawn for you again',
  stayed_other: '{{number}} were drawn for you again',
  unpriced_one: '{{number}} fee pending',
  unpriced_other: '{{number}} fees pending',

  reassigning: 'Reassigning all open tasks',
  reassigningWaits: 'The reassignment is waiting for eligible people',
  doneOfTotal: '{{done}} of {{total}}',
} as const;
