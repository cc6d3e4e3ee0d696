import { Suspense, useEffect, useState, type ReactNode } from 'react';

interface LazyDialogProps {
  isOpen: boolean;
  /** A dialog in a `lazy` component; it stays when it is closed. */
  children: ReactNode;
}

/** A dialog whose code is loaded when it is opened for the first time. */
export function LazyDialog({ isOpen, children }: LazyDialogProps) {
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) {
    setWasOpen(true);
  }
  return wasOpen && <Suspense fallback={null}>{children}</Suspense>;
}

/** `isOpen`, after a closed moment at the beginning: a dialog gives the focus back only if it was seen to open. */
export function useOpenOnceThere(isOpen: boolean): boolean {
  const [isThere, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return isOpen && isThere;
}
