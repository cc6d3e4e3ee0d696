import { Suspense, useEffect, useState, type ReactNode } from 'react';

interface LazyDialogProps {
  isOpen: boolean;
  /** A dialog in a `lazy` component; it stays mounted after it is closed. */
  children: ReactNode;
}

/** Loads a dialog's code when the dialog is first opened. */
export function LazyDialog({ isOpen, children }: LazyDialogProps) {
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) {
    setWasOpen(true);
  }
  return wasOpen && <Suspense fallback={null}>{children}</Suspense>;
}

/** `isOpen`, but false on the first render: a dialog restores focus on close only if it was mounted closed. */
export function useOpenAfterMount(isOpen: boolean): boolean {
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return isOpen && isMounted;
}
