// SPDX-License-Identifier: EUPL-1.2
/** A generator of its own, so that a text that fails can be made again. */
exports.seeded = (seed) => {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
};
