const space = /^\s$/;

/** White space as Python's `str.isspace` defines it, which differs from that of JavaScript's `trim`. */
function isPythonSpace(code: number): boolean {
  return (
    (code >= 0x1c && code <= 0x1f) ||
    code === 0x85 ||
    (code !== 0xfeff && space.test(String.fromCharCode(code)))
  );
}

/** Python's `str.strip()`. */
export function strip(text: string): string {
  return stripWhere(text, isPythonSpace);
}

/** Python's `str.strip(" ")`. */
export function stripBlanks(text: string): string {
  return stripWhere(text, (code) => code === 0x20);
}

function stripWhere(text: string, isOuter: (code: number) => boolean): string {
  let start = 0;
  let end = text.length;
  while (start < end && isOuter(text.charCodeAt(start))) start++;
  while (end > start && isOuter(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}
