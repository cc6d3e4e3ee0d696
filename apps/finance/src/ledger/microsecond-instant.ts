import { z } from 'zod';

/** An instant as cursors have it: exactly as PostgreSQL keeps it, so that no line is passed over or shown twice. */
export const microsecondInstant = z.iso.datetime({ precision: 6 }).refine((text) => text >= '0001');
