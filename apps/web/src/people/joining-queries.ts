import { infiniteQueryOptions } from '@tanstack/react-query';
import { responseData, auth } from '../api/clients.js';

const pageSize = 50;

const fetchInvitations = (cursor: string | undefined, signal: AbortSignal) =>
  responseData(auth.GET('/invitations', { params: { query: { cursor, limit: pageSize } }, signal }));

const fetchApprovals = (cursor: string | undefined, signal: AbortSignal) =>
  responseData(auth.GET('/registrations', { params: { query: { cursor, limit: pageSize } }, signal }));

export type Invitation = Awaited<ReturnType<typeof fetchInvitations>>['items'][number];
export type Approval = Awaited<ReturnType<typeof fetchApprovals>>['items'][number];

export const invitationsKey = ['auth', 'invitations'] as const;
export const approvalsKey = ['auth', 'registrations'] as const;

/** Invitations that are neither accepted nor revoked, newest first. */
export const openInvitations = () =>
  infiniteQueryOptions({
    queryKey: invitationsKey,
    queryFn: ({ signal, pageParam }) => fetchInvitations(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** Registrations waiting for approval, oldest first; each page has the registration mode and a count. */
export const approvalQueue = () =>
  infiniteQueryOptions({
    queryKey: approvalsKey,
    queryFn: ({ signal, pageParam }) => fetchApprovals(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
