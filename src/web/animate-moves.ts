import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** Animates hits from their old positions to their new ones when the ranking changes. */
export function useMoveAnimation(list: RefObject<HTMLElement | null>, ranking: readonly string[]): void {
  const positions = useRef(new Map<string, number>());
  const order = ranking.join('\n');
  useLayoutEffect(() => {
    const hits = [...(list.current?.children ?? [])].filter((child) => child instanceof HTMLElement);
    const before = positions.current;
    positions.current = new Map(hits.map((hit) => [hit.dataset.docid ?? '', hit.offsetTop]));
    if (reducedMotion.matches || before.size === 0) return;
    for (const hit of hits) {
      const from = before.get(hit.dataset.docid ?? '');
      const by = from === undefined ? 0 : from - hit.offsetTop;
      if (from === undefined) hit.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 350 });
      else if (by !== 0) {
        hit.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], {
          duration: 350,
          easing: 'cubic-bezier(0.2, 0, 0, 1)',
        });
      }
    }
  }, [list, order]);
}
