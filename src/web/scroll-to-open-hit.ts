import { useEffect } from 'preact/hooks';

let scrolled = false;

/** Scrolls once to the hit that the page's address opens, when the first hits are shown. */
export function useScrollToOpenHit(ready: boolean): void {
  useEffect(() => {
    if (!ready || scrolled) return;
    scrolled = true;
    const opened = document.querySelector('.hit.open');
    if (opened && opened.getBoundingClientRect().top > innerHeight * 0.6) opened.scrollIntoView();
  }, [ready]);
}
