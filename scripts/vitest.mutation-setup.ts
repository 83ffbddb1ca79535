import fc from 'fast-check';

// For scripts/mutation.mjs, which runs the property tests thousands of times: 40 examples are enough to notice a change, no
// shorter one is looked for once a property fails, and each run gives the same answer.
fc.configureGlobal({ numRuns: 40, endOnFailure: true, seed: 42 });
