import { signal } from '@preact/signals';

/** Whether single-key shortcuts are on. They get in the way of speech input, so they can be switched off. */
export const singleKeys = signal(localStorage.getItem('single-keys') !== 'off');

/** Switches single-key shortcuts on or off, and stores the choice. */
export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  localStorage.setItem('single-keys', on ? 'on' : 'off');
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type=range]), select, textarea');

const heads = () => [...document.querySelectorAll<HTMLElement>('.hit-head')];

/** Moves the focus to the hit after (1) or before (-1) the one that has it; from elsewhere, to the first. */
function move(by: 1 | -1): boolean {
  const all = heads();
  const hit = document.activeElement?.closest('.hit');
  const at = hit ? all.findIndex((head) => hit.contains(head)) : -1;
  const next = at < 0 ? (by > 0 ? all[0] : undefined) : all[at + by];
  if (!next) {
    if (by < 0 && at === 0) searchBox()?.focus();
    return at >= 0;
  }
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

const searchBox = () => document.querySelector<HTMLInputElement>('#query');

/** Closes the "why" that the focus is in, or goes back to the search box. */
function stepBack(): void {
  const head = document.activeElement?.closest('.hit')?.querySelector<HTMLElement>('.hit-head');
  if (head?.getAttribute('aria-expanded') === 'true') {
    head.click();
    head.focus();
  } else searchBox()?.focus();
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { key, target } = event;
  const inBox = target === searchBox();
  const onHit = target instanceof Element && target.matches('.hit-head');
  const single = singleKeys.value && !isTyping(target);
  let done = false;
  if (key === 'Escape' && !inBox) {
    stepBack();
    done = true;
  } else if (key === '/' && single) {
    searchBox()?.focus();
    searchBox()?.select();
    done = true;
  } else if ((key === 'j' && single) || (key === 'ArrowDown' && (inBox || onHit))) done = move(1);
  else if ((key === 'k' && single) || (key === 'ArrowUp' && onHit)) done = move(-1);
  if (done) event.preventDefault();
}

/** Adds the listener. @returns a function that removes it */
export function listenForKeys(): () => void {
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}
