import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { pointedAt } from '../store.js';

interface Slope {
  readonly docid: string;
  readonly from: number;
  readonly to: number;
}

interface Props {
  /** The element with both lists, which determines the size of the drawing. */
  readonly frame: RefObject<HTMLDivElement | null>;
  /** The lists' contents: when they change, the lines are redrawn. */
  readonly rankings: readonly (readonly unknown[])[];
}

/** The middle of each hit's title line, by docid, from the frame's top. */
function places(frame: HTMLElement, side: string): Map<string, number> {
  const top = frame.getBoundingClientRect().top;
  const hits = frame.querySelectorAll<HTMLElement>(`[data-side=${side}] .hit`);
  return new Map(
    [...hits].map((hit) => {
      const { top: hitTop, height } = hit.querySelector('.hit-rank')!.getBoundingClientRect();
      return [hit.dataset.docid!, hitTop - top + height / 2];
    }),
  );
}

/** Lines between the ranks of a document in two lists; decorative, since badges have the same content. */
export function Slopes({ frame, rankings }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const [slopes, setSlopes] = useState<readonly Slope[]>([]);
  const [size, setSize] = useState({ width: 0, height: 0 });

  useLayoutEffect(() => {
    const within = frame.current;
    if (!within || !svg.current) return;
    const measure = () => {
      const right = places(within, 'right');
      setSize({ width: svg.current?.clientWidth ?? 0, height: within.clientHeight });
      setSlopes(
        [...places(within, 'left')].flatMap(([docid, from]) => {
          const to = right.get(docid);
          return to === undefined ? [] : [{ docid, from, to }];
        }),
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const list of within.querySelectorAll('.column')) observer.observe(list);
    return () => observer.disconnect();
  }, [frame, ...rankings]);

  const { width, height } = size;
  return (
    <svg ref={svg} class="slopes" aria-hidden="true" viewBox={`0 0 ${width || 1} ${height || 1}`}>
      {slopes.map(({ docid, from, to }) => (
        <path
          key={docid}
          class={`slope ${from < to ? 'higher' : from > to ? 'lower' : 'level'}${pointedAt.value === docid ? ' lit' : ''}`}
          d={`M 2 ${from} C ${width / 2} ${from}, ${width / 2} ${to}, ${width - 2} ${to}`}
        />
      ))}
    </svg>
  );
}
