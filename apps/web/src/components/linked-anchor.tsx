import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type PlainAnchorProps = AnchorProps & Omit<ComponentProps<'a'>, keyof AnchorProps>;

const PlainAnchor = (props: PlainAnchorProps) => <Anchor {...props} />;

/** An inline link to another page of this UI. */
export const LinkedAnchor = createLink(PlainAnchor);
