export interface PreferenceCounts {
  readonly todo: never;
}
