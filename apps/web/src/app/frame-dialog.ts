/** A dialog that can be opened on every page. */
export type FrameDialog = 'palette' | 'keys' | 'new-task' | 'reassign-all';

/** What Enter adds to what is typed before the palette has loaded. */
export const chosenAhead = '\n';
