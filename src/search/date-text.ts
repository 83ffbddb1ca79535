const date =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d)?)?)?$/;

/**
 * Reads a date of ISO 8601: a day, or a day and a time of it, in UTC unless a zone follows. Digits of a second beyond
 * milliseconds are cut off. The shim's `DateText` reads the same in records.
 * @returns milliseconds from the start of 1970 in UTC; undefined if the text is no date
 */
export function dateMilliseconds(text: string): number | undefined {
  const parts = date.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const [sign, zoneHours, zoneMinutes] = [parts[8], Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (hour! > 23 || minute! > 59 || second! > 59 || zoneHours > 23 || zoneMinutes > 59) return undefined;
  const time = new Date(0);
  // Unlike Date.UTC, this takes the years 0 to 99 as they are.
  time.setUTCFullYear(year!, month! - 1, day!);
  if (time.getUTCMonth() !== month! - 1 || time.getUTCDate() !== day) return undefined;
  time.setUTCHours(hour!, minute!, second!, Number(`${parts[7] ?? ''}000`.slice(0, 3)));
  const zone = (zoneHours * 60 + zoneMinutes) * 60_000;
  return sign === '-' ? time.getTime() + zone : time.getTime() - zone;
}
