import { Anchor } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

/** A link to another page of ours, in the text. */
export const LinkedAnchor = createLink(Anchor);
