package io.tserini.index;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates of ISO 8601: a day, or a day and a time of it, in UTC unless a zone follows. Digits of a second beyond
 * milliseconds are cut off. TypeScript's date-text.ts reads the same in filters.
 */
final class DateText {
  private static final Pattern DATE =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})"
              + "(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
              + "(?:Z|([+-])([0-9]{2}):?([0-9]{2})?)?)?");

  private DateText() {}

  /** Milliseconds from the start of 1970 in UTC; null if the text is no date. */
  static Long milliseconds(String text) {
    Matcher date = DATE.matcher(text);
    if (!date.matches()) {
      return null;
    }
    int zoneHours = number(date.group(9));
    int zoneMinutes = number(date.group(10));
    if (zoneHours > 23 || zoneMinutes > 59) {
      return null;
    }
    try {
      LocalDateTime time =
          LocalDateTime.of(
              number(date.group(1)), number(date.group(2)), number(date.group(3)), number(date.group(4)),
              number(date.group(5)), number(date.group(6)));
      String fraction = date.group(7) == null ? "" : date.group(7);
      long milliseconds = time.toEpochSecond(ZoneOffset.UTC) * 1000 + number((fraction + "000").substring(0, 3));
      long zone = (zoneHours * 60 + zoneMinutes) * 60_000L;
      return "-".equals(date.group(8)) ? milliseconds + zone : milliseconds - zone;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
