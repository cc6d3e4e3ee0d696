import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, auth } from '../api/clients.js';

const atOnce = 50;

const askInvitations = (cursor: string | undefined, signal: AbortSignal) =>
  answerOf(auth.GET('/invitations', { params: { query: { cursor, limit: atOnce } }, signal }));

const askApprovals = (cursor: string | undefined, signal: AbortSignal) =>
  answerOf(auth.GET('/registrations', { params: { query: { cursor, limit: atOnce } }, signal }));

export type Invitation = Awaited<ReturnType<typeof askInvitations>>['items'][number];
export type Approval = Awaited<ReturnType<typeof askApprovals>>['items'][number];

export const invitationsKey = ['auth', 'invitations'] as const;
export const approvalsKey = ['auth', 'registrations'] as const;

/** Invitations that were neither accepted nor revoked, newest first. */
export const openInvitations = () =>
  infiniteQueryOptions({
    queryKey: invitationsKey,
    queryFn: ({ signal, pageParam }) => askInvitations(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** People who wait for an administrator, oldest first; each page has the mode of registration and a count. */
export const approvalQueue = () =>
  infiniteQueryOptions({
    queryKey: approvalsKey,
    queryFn: ({ signal, pageParam }) => askApprovals(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
