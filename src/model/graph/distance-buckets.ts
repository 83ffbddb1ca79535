/** Half of the buckets are for each direction. */
const buckets = 16;
/** Distances from here up share the last bucket. */
const farthest = 128;

/**
 * The buckets of T5 and MPNet for the distances from -(size - 1) to size - 1: one for each distance below 8, then ever
 * wider ones. Computed in float32, as PyTorch does.
 */
export function distanceBuckets(size: number): number[] {
  const exact = buckets / 2;
  const scale = Math.fround(Math.log(farthest / exact));
  return Array.from({ length: 2 * size - 1 }, (_, i) => {
    const distance = i - (size - 1);
    const far = Math.abs(distance);
    const start = distance > 0 ? buckets : 0;
    if (far < exact) return start + far;
    const log = Math.fround(Math.log(Math.fround(far / exact)));
    const wider = exact + Math.trunc(Math.fround(Math.fround(log / scale) * (buckets - exact)));
    return start + Math.min(wider, buckets - 1);
  });
}

/**
 * DeBERTa's buckets for the distances from -(size - 1) to size - 1: each of its own up to the middle, then ever wider
 * ones. Computed in float32, as PyTorch does.
 * @param count buckets of each direction
 * @param farthest the distance of the last bucket
 */
export function logBuckets(size: number, count: number, farthest: number): number[] {
  const middle = Math.floor(count / 2);
  const scale = Math.fround(Math.log(Math.fround((farthest - 1) / middle)));
  return Array.from({ length: 2 * size - 1 }, (_, i) => {
    const distance = i - (size - 1);
    const far = Math.abs(distance);
    if (far <= middle) return distance;
    const log = Math.fround(Math.log(Math.fround(far / middle)));
    const wider = Math.ceil(Math.fround(Math.fround(log / scale) * (middle - 1))) + middle;
    return Math.sign(distance) * wider;
  });
}
