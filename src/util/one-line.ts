/** Characters that a terminal would act on, such as those that begin its commands. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/** A text in one line, without characters that a terminal would act on. */
export function oneLine(text: string): string {
  return text.replace(controls, ' ').replace(/\s+/g, ' ').trim();
}
