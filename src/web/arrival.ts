import { useEffect } from 'preact/hooks';

let arrived = false;

/** Brings the hit that a link has opened into view, once, when the first hits are there. */
export function useArrival(ready: boolean): void {
  useEffect(() => {
    if (!ready || arrived) return;
    arrived = true;
    const opened = document.querySelector('.hit.open');
    if (opened && opened.getBoundingClientRect().top > innerHeight * 0.6) opened.scrollIntoView();
  }, [ready]);
}
