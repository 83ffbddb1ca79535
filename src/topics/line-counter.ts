/** Returns the line of a position, from 1. Positions must not decrease from call to call. */
export function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let counted = 0;
  const isEnd = (at: number) => text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
  return (position) => {
    for (; counted < position; counted++) if (isEnd(counted)) line++;
    return line;
  };
}
