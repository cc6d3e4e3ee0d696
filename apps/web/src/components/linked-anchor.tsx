import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type PlainAnchorProps = AnchorProps & Omit<ComponentProps<'a'>, keyof AnchorProps>;

const PlainAnchor = (props: PlainAnchorProps) => <Anchor {...props} />;

/** A link to another page of ours, in the text. */
export const LinkedAnchor = createLink(PlainAnchor);
