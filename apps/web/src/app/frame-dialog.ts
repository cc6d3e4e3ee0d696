/** A dialog that can be opened on every page. */
export type FrameDialog = 'palette' | 'keys' | 'new-task' | 'reassign-all';
